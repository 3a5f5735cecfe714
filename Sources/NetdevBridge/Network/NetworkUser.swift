import Glibc

/// A user of this host, who may run machines on a network without being root.
public struct NetworkUser: Sendable, Hashable {
    /// The user id.
    public var identifier: UInt32
    /// The id of the user's own group.
    public var group: UInt32

    /// Creates a user.
    ///
    /// - Parameters:
    ///   - identifier: The user id.
    ///   - group: The id of the user's own group.
    public init(identifier: UInt32, group: UInt32) {
        self.identifier = identifier
        self.group = group
    }

    /// Looks up a user (getpwnam_r(3), getpwuid_r(3)).
    ///
    /// - Parameter text: A name, or a number.
    /// - Throws: ``NetworkError`` `unknownUser`.
    public init(named text: String) throws(NetworkError) {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>? = nil
        var names = [CChar](repeating: 0, count: 1 << 14)
        let number = UInt32(text)
        let result = unsafe names.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return EINVAL }
            if let number { return unsafe getpwuid_r(number, &entry, base, buffer.count, &found) }
            return unsafe getpwnam_r(text, &entry, base, buffer.count, &found)
        }
        let isFound = unsafe found != nil
        if result == 0, isFound {
            unsafe self.init(identifier: entry.pw_uid, group: entry.pw_gid)
        } else if let number {
            self.init(identifier: number, group: number)
        } else {
            throw NetworkError(
                code: .unknownUser, subject: text,
                message: "There is no user named '\(text)'. 'getent passwd' lists those that there are.", errno: result)
        }
    }
}
