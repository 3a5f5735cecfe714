import Glibc
import SystemSupport

extension PackItem {
    /// Asks the system for what it knows of the entry, without following a symlink.
    func status(_ status: inout stat) throws(CpioError) {
        let descriptor = directory.descriptor.rawValue
        let result =
            kind == .root
            ? unsafe fstat(descriptor, &status)
            : unsafe directory.listing.withName(item) { name in
                unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW)
            }
        guard result == 0 else { throw .lastForSource("fstatat", path: path) }
        try checkKind(status)
    }

    /// Checks that the entry is still what the directory said.
    @inline(__always)
    func checkKind(_ status: stat) throws(CpioError) {
        let isExpected =
            switch status.st_mode & CpioKind.modeMask {
            case CpioKind.regular.rawValue: kind == .regular
            case CpioKind.directory.rawValue: kind == .directory || kind == .root
            case CpioKind.symlink.rawValue: kind == .symlink
            default: kind == .special
            }
        guard isExpected else {
            throw CpioError(
                .fileReplaced,
                "it was replaced by something else while it was packed; pack again when the tree is at rest",
                path: path)
        }
    }

    /// Bytes of the name as it is stored, without NUL.
    @inline(__always)
    func storedLength(_ rules: EntryRules) -> Int {
        guard kind != .root else { return rules.rootName.count }
        let end = kind == .directory && rules.directoriesEndInSlash ? 1 : 0
        return rules.prefix.count + directory.path.count + Int(item.length) + end
    }

    /// The entry's header; inode and number of names are for a file with one name, and still to be set.
    ///
    /// - Parameters:
    ///   - status: What the system knows of the entry.
    ///   - rules: How metadata is stored.
    /// - Returns: The header.
    /// - Throws: ``CpioError`` when the entry cannot be stored.
    @inline(__always)
    func header(_ status: stat, _ rules: EntryRules) throws(CpioError) -> NewcHeader {
        let length = storedLength(rules)
        try rules.checkStoredLength(length, path: path)
        var header = NewcHeader()
        header.nameSize = UInt32(length + 1)
        header.mode = status.st_mode
        (header.owner, header.group) = rules.storedOwner(status.st_uid, status.st_gid)
        header.modificationTime = try rules.storedTime(Int64(status.st_mtim.tv_sec), path: path)
        switch kind {
        case .regular: header.fileSize = try rules.checkSize(UInt64(clamping: status.st_size), path: path)
        case .symlink:
            try rules.checkTarget(length: Int(status.st_size), hasNUL: false, path: path)
            header.fileSize = UInt32(clamping: status.st_size)
        case .directory, .root: header.linkCount = 2
        case .special: header.representedDevice = CpioDevice(systemNumber: UInt64(status.st_rdev))
        }
        return header
    }

    /// Adds the name as it is stored, its NUL and what fills up to a multiple of four.
    @inline(__always)
    func appendName(to buffer: WriteBuffer, _ rules: EntryRules) {
        let start = buffer.count
        if kind == .root {
            buffer.append(rules.rootName.span)
        } else {
            if !rules.prefix.isEmpty { buffer.append(rules.prefix.span) }
            let parent = directory.path
            buffer.append(parent.span)
            buffer.append(item, of: directory.listing)
            if kind == .directory, rules.directoriesEndInSlash {
                let slash = [UInt8(ascii: "/")]
                buffer.append(slash.span)
            }
        }
        buffer.appendZeros(1 + NewcHeader.padding(NewcHeader.size + buffer.count - start + 1))
    }
}
