import RootfsModel

/// Finds users and groups by name in the files of a tree (passwd(5), group(5)).
struct UserLookup {
    let tree: FileTree

    private static let largestFile: UInt64 = 4 << 20

    /// A line of passwd(5) that matters here.
    struct User {
        let name: String
        let id: UInt32
        let group: UInt32
        let home: String
    }

    /// The owner that `user[:group]` names.
    ///
    /// A number without a group is the group too; a name without a group has the group of its line.
    ///
    /// - Parameter text: Names or numbers.
    /// - Returns: The numbers.
    /// - Throws: ``RootfsError`` when a name is not in the tree.
    func owner(_ text: String) throws -> FileOwner {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let user = parts[0].isEmpty ? "0" : parts[0]
        let found = try self.user(user)
        guard let id = UInt32(user) ?? found?.id else { throw missing("user", user, "/etc/passwd") }
        guard parts.count > 1, !parts[1].isEmpty else {
            return FileOwner(user: id, group: UInt32(user) ?? found?.group ?? id)
        }
        if let group = UInt32(parts[1]) { return FileOwner(user: id, group: group) }
        for fields in try lines("etc/group") where fields.count > 2 && fields[0] == parts[1] {
            if let group = UInt32(fields[2]) { return FileOwner(user: id, group: group) }
        }
        throw missing("group", parts[1], "/etc/group")
    }

    /// The user with a name or a number; nil when the tree has none.
    func user(_ text: String) throws -> User? {
        for fields in try lines("etc/passwd") where fields.count > 5 && (fields[0] == text || fields[2] == text) {
            guard let id = UInt32(fields[2]), let group = UInt32(fields[3]) else { continue }
            return User(name: fields[0], id: id, group: group, home: fields[5])
        }
        return nil
    }

    /// The numbers of the groups that list a user.
    func supplementaryGroups(of user: String) throws -> [UInt32] {
        try lines("etc/group").compactMap { fields in
            guard fields.count > 3, fields[3].split(separator: ",").contains(Substring(user)) else { return nil }
            return UInt32(fields[2])
        }
    }

    private func missing(_ kind: String, _ name: String, _ file: String) -> RootfsError {
        RootfsError(
            .instructionFailed,
            "there is no \(kind) '\(name)' in \(file) of this stage; write its number, or add it first")
    }

    private func lines(_ path: String) throws -> [[String]] {
        guard let content = try tree.resolve(path).node?.content, content.length <= Self.largestFile else { return [] }
        return String(decoding: try content.read(), as: UTF8.self).split(separator: "\n").map { line in
            line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        }
    }
}

extension FileContent {
    /// All bytes, for files that are known to be small.
    func read() throws -> [UInt8] {
        switch location {
        case .bytes(let bytes): return bytes
        case .range(let path, let offset, let length):
            var bytes: [UInt8] = []
            try ByteStream.read(path, offset: offset, length: length) { bytes += $0 }
            return bytes
        }
    }
}
