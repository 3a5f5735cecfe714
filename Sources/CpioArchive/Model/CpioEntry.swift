/// One file, directory, link or device, as it is given to a writer.
public struct CpioEntry: Sendable, Hashable {
    /// The name in the archive, as bytes; its parts are separated by `/`.
    ///
    /// A leading `./` or `/`, doubled slashes and a trailing slash do not matter: the writer's
    /// ``CpioNameStyle`` decides how the name is stored. A part `..` is refused.
    public var path: [UInt8]
    /// What the entry stands for.
    public var kind: CpioKind
    /// Permission bits with set-user-ID, set-group-ID and sticky: the lower twelve bits of a mode.
    public var permissions: UInt32
    /// The number of the owning user.
    public var owner: UInt32
    /// The number of the owning group.
    public var group: UInt32
    /// Seconds since 1970.
    public var modificationTime: Int64
    /// The device that a device entry stands for.
    public var representedDevice: CpioDevice
    /// The data of a file; the target of a symlink.
    public var content: CpioContent
    /// The file that this is one name of, when it has several.
    public var link: CpioLink?

    /// Creates an entry.
    ///
    /// - Parameters:
    ///   - path: The name in the archive.
    ///   - kind: What the entry stands for.
    ///   - permissions: The lower twelve bits of the mode.
    ///   - owner: The number of the owning user.
    ///   - group: The number of the owning group.
    ///   - modificationTime: Seconds since 1970.
    ///   - representedDevice: The device that a device entry stands for.
    ///   - content: The data of a file; the target of a symlink.
    ///   - link: The file that this is one name of, when it has several.
    public init(
        path: [UInt8], kind: CpioKind, permissions: UInt32, owner: UInt32 = 0, group: UInt32 = 0,
        modificationTime: Int64 = 0, representedDevice: CpioDevice = .none, content: CpioContent = .none,
        link: CpioLink? = nil
    ) {
        self.path = path
        self.kind = kind
        self.permissions = permissions
        self.owner = owner
        self.group = group
        self.modificationTime = modificationTime
        self.representedDevice = representedDevice
        self.content = content
        self.link = link
    }

    /// The name as text; bytes that are not UTF-8 are replaced.
    public var name: String { String(decoding: path, as: UTF8.self) }
}

extension CpioEntry {
    /// A regular file.
    ///
    /// - Parameters:
    ///   - path: The name in the archive.
    ///   - content: The data.
    ///   - permissions: The lower twelve bits of the mode.
    /// - Returns: The entry; owner and group 0, time 0.
    public static func file(_ path: String, _ content: CpioContent, permissions: UInt32 = 0o644) -> CpioEntry {
        CpioEntry(path: Array(path.utf8), kind: .regular, permissions: permissions, content: content)
    }

    /// A directory.
    ///
    /// - Parameters:
    ///   - path: The name in the archive.
    ///   - permissions: The lower twelve bits of the mode.
    /// - Returns: The entry; owner and group 0, time 0.
    public static func directory(_ path: String, permissions: UInt32 = 0o755) -> CpioEntry {
        CpioEntry(path: Array(path.utf8), kind: .directory, permissions: permissions)
    }

    /// A symbolic link.
    ///
    /// - Parameters:
    ///   - path: The name in the archive.
    ///   - target: Where the link leads.
    /// - Returns: The entry; owner and group 0, time 0.
    public static func symlink(_ path: String, to target: String) -> CpioEntry {
        CpioEntry(path: Array(path.utf8), kind: .symlink, permissions: 0o777, content: .bytes(Array(target.utf8)))
    }
}
