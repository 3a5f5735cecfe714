extension FileStore {
    /// The content of a file that is no program.
    ///
    /// - Parameters:
    ///   - path: Its absolute path.
    ///   - limit: The most that is read, in bytes.
    /// - Returns: The content; nil when it cannot be read.
    mutating func openPlain(_ path: [UInt8], limit: Int) -> [UInt8]? {
        guard let file = openUnread(path, depth: 0) else { return nil }
        return try? [UInt8](reading: file, count: Int(clamping: min(file.byteCount, UInt64(limit))))
    }

    private mutating func openUnread(_ path: [UInt8], depth: Int) -> (any SysRootFile)? {
        let start = path.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0
        guard depth < PathWalker.maximumLinks, path[start...].isFileName,
            let place = place(path[..<start])
        else { return nil }
        let directory = walker.directories[Int(place.directory)].path
        switch try? walker.root.open(directory.appending(path[start...])) {
        case .file(let file)?: return file
        case .symlink(let target)?:
            return openUnread(target.first == 0x2F ? target : directory.bytes + [0x2F] + target, depth: depth + 1)
        default: return nil
        }
    }
}
