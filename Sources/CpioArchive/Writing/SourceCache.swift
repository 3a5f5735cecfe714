import SystemPackage

/// Files that entries take data from, kept open between entries: ranges of one layer come in a row.
struct SourceCache {
    private var files: [(path: FilePath, file: CpioSourceFile)] = []
    private static let capacity = 8

    /// Opens a regular file, or finds it open.
    ///
    /// - Parameters:
    ///   - path: The file. A symlink is followed: the caller named it.
    ///   - entry: The entry that it is for, for errors.
    /// - Returns: The open file.
    /// - Throws: ``CpioError`` when it cannot be opened.
    mutating func open(_ path: FilePath, for entry: [UInt8]) throws(CpioError) -> CpioSourceFile {
        if let place = files.firstIndex(where: { $0.path == path }) {
            let found = files.remove(at: place)
            files.append(found)
            return found.file
        }
        let file = try CpioSourceFile(path, entry: entry)
        if files.count == SourceCache.capacity { files.removeFirst() }
        files.append((path, file))
        return file
    }
}
