extension CpioWriter {
    /// Writes one entry.
    ///
    /// An entry that is refused because of what it is leaves the writer as it was. After any other error
    /// the writer cannot go on.
    ///
    /// - Parameter entry: The entry.
    /// - Throws: ``CpioError`` when the entry cannot be stored, its data cannot be read, or the archive
    ///   cannot be written.
    public mutating func append(_ entry: CpioEntry) throws(CpioError) {
        try checkUsable()
        let path = try canonicalPath(entry.path)
        if rules.profile == .unikraft, entry.kind.isSpecial {
            report.note(CpioNotice(path: path, reason: .kindNotInGuest(entry.kind)))
            return
        }
        let name = storedName(path, entry.kind)
        var header = try makeHeader(entry, path, nameLength: name.count)
        var data = try openData(entry, path)
        header.fileSize = try rules.checkSize(data.length, path: path)
        let isFirstName = number(&header, entry, path)
        if !isFirstName { data = .none }
        header.fileSize = isFirstName ? header.fileSize : 0

        isBroken = true
        let expectedSum = rules.format == .crc && entry.kind == .regular ? try sum(of: data, path) : nil
        header.check = expectedSum ?? 0
        try makeRoom(NewcHeader.size + name.count + 8)
        let place = buffer.reserveHeader()
        appendStoredName(name.span)
        buffer.store(header, rules.format, at: place)
        try write(data, expectedSum: expectedSum, path)
        report.count(entry.kind, data: UInt64(header.fileSize))
        isBroken = false
    }

    private func storedName(_ path: [UInt8], _ kind: CpioKind) -> [UInt8] {
        guard !path.isEmpty else { return rules.rootName }
        let end = kind == .directory && rules.directoriesEndInSlash ? [UInt8(ascii: "/")] : []
        return rules.prefix + path + end
    }

    private func makeHeader(_ entry: CpioEntry, _ path: [UInt8], nameLength: Int) throws(CpioError) -> NewcHeader {
        try rules.checkReserved(path)
        try rules.checkStoredLength(nameLength, path: path)
        guard entry.permissions <= 0o7777 else {
            throw CpioError(
                .invalidEntry, "its permissions are 0o\(String(entry.permissions, radix: 8)), over 0o7777", path: path)
        }
        guard entry.kind.hasData || entry.content == .none else {
            throw CpioError(.invalidEntry, "it has content, which only files and symlinks have", path: path)
        }
        guard !path.isEmpty || entry.kind == .directory else {
            throw CpioError(.invalidPath, "the root can only be a directory", path: path)
        }
        var header = NewcHeader()
        header.mode = entry.kind.rawValue | entry.permissions
        (header.owner, header.group) = rules.storedOwner(entry.owner, entry.group)
        header.modificationTime = try rules.storedTime(entry.modificationTime, path: path)
        header.linkCount = entry.kind == .directory ? 2 : 1
        header.nameSize = UInt32(nameLength + 1)
        if entry.kind == .characterDevice || entry.kind == .blockDevice {
            header.representedDevice = entry.representedDevice
        }
        return header
    }

    /// Gives the entry its inode number.
    ///
    /// - Returns: Whether its data is to be written: false for further names of a file in the Linux profile.
    private mutating func number(_ header: inout NewcHeader, _ entry: CpioEntry, _ path: [UInt8]) -> Bool {
        header.inode = nextInode
        nextInode &+= 1
        guard let link = entry.link, link.count > 1, entry.kind != .directory, entry.kind != .symlink else {
            return true
        }
        let found = links.enter(link.identifier, inode: header.inode)
        guard rules.profile == .linux else {
            if !found.isNew { report.note(CpioNotice(path: path, reason: .linkWrittenInFull)) }
            return true
        }
        header.inode = found.inode
        header.linkCount = link.count
        return found.isNew
    }
}

extension CpioReport {
    /// Counts an entry that was written.
    mutating func count(_ kind: CpioKind, data: UInt64) {
        entries[kind, default: 0] += 1
        dataSize += data
    }

    /// Adds a notice.
    mutating func note(_ notice: CpioNotice) {
        if notices.count < CpioReport.noticeLimit { notices.append(notice) } else { omittedNotices += 1 }
    }
}
