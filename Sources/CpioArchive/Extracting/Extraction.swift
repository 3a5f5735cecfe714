import Glibc
import SystemPackage
import SystemSupport

/// An extraction under way.
struct Extraction {
    let options: CpioExtractor
    var chain: DirectoryChain
    var report = CpioReport()
    /// Directories, whose metadata is set at the end: until then they must be writable, and change.
    private var directories: [(path: [UInt8], record: CpioRecord)] = []
    private var links = ExtractedLinks()
    private var block = [UInt8](repeating: 0, count: 256 << 10)

    init(_ options: CpioExtractor, _ chain: DirectoryChain) {
        self.options = options
        self.chain = chain
    }

    /// Extracts one entry.
    mutating func extract(_ record: CpioRecord, _ reader: inout CpioReader) throws(CpioError) {
        let path = try place(of: record)
        guard let kind = record.kind else {
            throw CpioError(
                .invalidHeader, "its mode, 0o\(String(record.mode, radix: 8)), names no kind of file", path: path,
                offset: record.headerOffset)
        }
        guard !path.isEmpty else {
            directories.append((path, record))
            report.count(.directory, data: 0)
            return
        }
        if kind.isSpecial, !options.makesSpecialFiles { return }
        let (directory, name) = try chain.parent(of: path)
        switch kind {
        case .directory: try makeDirectory(directory, name, path, record)
        case .symlink: try makeSymlink(directory, name, path, record, try reader.readData(limit: 1 << 16))
        case .regular: try makeFile(directory, name, path, record, &reader)
        case .characterDevice, .blockDevice, .fifo, .socket: try makeSpecial(directory, name, path, record)
        }
        report.count(kind, data: record.size)
    }

    private func place(of record: CpioRecord) throws(CpioError) -> [UInt8] {
        if record.storedName.first == UInt8(ascii: "/"), options.absoluteNames == .refuse {
            throw CpioError(
                .unsafePath, "the name is absolute; allow absolute names to extract it below the directory",
                path: record.storedName, offset: record.headerOffset)
        }
        do { return try record.canonicalPath() } catch {
            guard error.code == .invalidPath else { throw error }
            throw CpioError(
                .unsafePath, "the name leads out of the directory", path: record.storedName,
                offset: record.headerOffset)
        }
    }

    private mutating func makeDirectory(
        _ directory: DirectoryChain.Directory, _ name: FilePath, _ path: [UInt8], _ record: CpioRecord
    ) throws(CpioError) {
        directories.append((path, record))
        var made = unsafe name.withPlatformString { unsafe mkdirat(directory.number, $0, 0o700) }
        if made < 0, errno == EEXIST {
            let status = try? FileStatus(of: name, at: directory.number)
            if status?.kind == .directory { return }
            try remove(directory, name, path)
            made = unsafe name.withPlatformString { unsafe mkdirat(directory.number, $0, 0o700) }
        }
        guard made == 0 else { throw .last("mkdirat", "the directory cannot be made", path: path) }
    }

    private mutating func makeSymlink(
        _ directory: DirectoryChain.Directory, _ name: FilePath, _ path: [UInt8], _ record: CpioRecord,
        _ target: [UInt8]
    ) throws(CpioError) {
        guard !target.isEmpty, !target.contains(0) else {
            throw CpioError(.invalidTarget, "the target of the symlink is empty or holds a NUL byte", path: path)
        }
        try remove(directory, name, path)
        let result = unsafe filePath(target).withPlatformString { target in
            unsafe name.withPlatformString { unsafe symlinkat(target, directory.number, $0) }
        }
        guard result == 0 else { throw .last("symlinkat", "the symlink cannot be made", path: path) }
        try setMetadata(directory, name, path, record)
    }

    private mutating func makeSpecial(
        _ directory: DirectoryChain.Directory, _ name: FilePath, _ path: [UInt8], _ record: CpioRecord
    ) throws(CpioError) {
        if try link(directory, name, path, record) { return }
        try remove(directory, name, path)
        let device = dev_t(record.representedDevice.systemNumber)
        let result = unsafe name.withPlatformString { unsafe mknodat(directory.number, $0, record.mode, device) }
        guard result == 0 else {
            throw .last("mknodat", "it cannot be made; become root, or leave special files out", path: path)
        }
        try setMetadata(directory, name, path, record)
        links.remember(record, path, try? FileStatus(of: name, at: directory.number))
    }

    private mutating func makeFile(
        _ directory: DirectoryChain.Directory, _ name: FilePath, _ path: [UInt8], _ record: CpioRecord,
        _ reader: inout CpioReader
    ) throws(CpioError) {
        let isLinked = try link(directory, name, path, record)
        if isLinked, record.size == 0 { return }
        if !isLinked { try remove(directory, name, path) }
        // The data of linked names may come with a later name; the file is then there. A pipe that somebody put in its
        // place does not hold us up.
        let flags = O_WRONLY | O_NOFOLLOW | (isLinked ? O_NONBLOCK : O_CREAT | O_EXCL)
        let number = unsafe name.withPlatformString { text in
            unsafe openRelative(text, in: directory.number, flags: flags, mode: 0o600)
        }
        guard number >= 0 else { throw .last("openat", "the file cannot be made", path: path) }
        let file = OwnedDescriptor(adopting: number)
        let status = try? FileStatus(descriptor: number, path: name)
        if isLinked {
            guard let status, links.first(of: record)?.isWhat(status) == true else {
                throw CpioError(
                    .unsafePath,
                    "another program has put something else in its place; extract to a directory of its own",
                    path: path)
            }
            guard ftruncate(number, 0) == 0 else { throw .last("ftruncate", "the file cannot be emptied", path: path) }
        }
        links.remember(record, path, status)
        while true {
            var span = block.mutableSpan
            let count = try reader.readData(into: &span)
            guard count > 0 else { break }
            try write(file.rawValue, count, path)
        }
        try setMetadata(file.rawValue, path, record)
    }

    private func write(_ descriptor: Int32, _ count: Int, _ path: [UInt8]) throws(CpioError) {
        var done = 0
        while done < count {
            let written = unsafe block.withUnsafeBytes { bytes in
                unsafe Glibc.write(descriptor, bytes.baseAddress.map { unsafe $0 + done }, count - done)
            }
            if written < 0, errno == EINTR { continue }
            guard written >= 0 else { throw .last("write", "the file cannot be written", path: path) }
            done += written
        }
    }

    /// Makes a further name of a file that was extracted before.
    ///
    /// - Returns: Whether it was one.
    private mutating func link(
        _ directory: DirectoryChain.Directory, _ name: FilePath, _ path: [UInt8], _ record: CpioRecord
    ) throws(CpioError) -> Bool {
        guard let first = links.first(of: record), first.path != path else { return false }
        try remove(directory, name, path)
        let (source, sourceName) = try chain.parent(of: first.path)
        // Another program may have taken the first one's place.
        guard let status = try? FileStatus(of: sourceName, at: source.number), first.isWhat(status) else {
            return false
        }
        let result = unsafe sourceName.withPlatformString { old in
            unsafe name.withPlatformString { unsafe linkat(source.number, old, directory.number, $0, 0) }
        }
        guard result == 0 else { throw .last("linkat", "the hard link cannot be made", path: path) }
        return true
    }

    /// Removes what has an entry's name, unless it is a directory with something in it.
    private mutating func remove(
        _ directory: DirectoryChain.Directory, _ name: FilePath, _ path: [UInt8]
    ) throws(CpioError) {
        if unsafe name.withPlatformString({ unsafe unlinkat(directory.number, $0, 0) }) == 0 {
            links.forget(path)
            return
        }
        if errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else {
            throw .last("unlinkat", "what is in its place cannot be removed", path: path)
        }
        guard unsafe name.withPlatformString({ unsafe unlinkat(directory.number, $0, AT_REMOVEDIR) }) == 0 else {
            throw .last("unlinkat", "the directory in its place cannot be removed", path: path)
        }
        directories.removeAll { $0.path == path }
        chain.forget()
    }

    /// Sets the metadata of directories, the deepest first.
    mutating func finishDirectories() throws(CpioError) {
        for (path, record) in directories.reversed() {
            try setMetadata(try chain.directory(path, of: path).number, path, record)
        }
        directories = []
    }
}
