import Glibc
public import SystemPackage

/// An absolute path inside a ``SysRoot``: any bytes but NUL, without `.`, `..` and empty components.
public struct RootPath: Sendable, Hashable {
    /// The bytes with a NUL after them, ready for a system call.
    private(set) var terminated: [UInt8]

    /// The longest path that a system call takes, in bytes with its NUL (`PATH_MAX`, limits.h).
    static let maximumLength = 4096

    /// The root itself, `/`.
    public static let root = RootPath(terminated: [0x2F, 0])

    private init(terminated: [UInt8]) { self.terminated = terminated }

    /// The path of a name in this directory.
    ///
    /// - Parameter name: One component, without `/` and NUL.
    /// - Returns: The longer path.
    public func appending(_ name: some Collection<UInt8>) -> RootPath {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(terminated.count + name.count + 1)
        bytes.append(contentsOf: terminated.dropLast())
        if bytes.count > 1 { bytes.append(0x2F) }
        bytes.append(contentsOf: name)
        bytes.append(0)
        return RootPath(terminated: bytes)
    }

    /// The path of the directory that this is in; the root is in itself.
    var parent: RootPath {
        guard let slash = bytes.lastIndex(of: 0x2F), slash > 0 else { return .root }
        return RootPath(terminated: bytes[..<slash] + [0])
    }

    /// The bytes of the path, without a NUL.
    public var bytes: ArraySlice<UInt8> { terminated.dropLast() }

    /// The path as text of swift-system.
    public var filePath: FilePath { FilePath(bytes: bytes) }

    /// Whether the name ends like `libz.so.1`, with one number.
    var looksLikeLibrary: Bool {
        var end = terminated.count - 2
        while end > 0, terminated[end] >= 0x30, terminated[end] <= 0x39 { end -= 1 }
        return end < terminated.count - 2 && end > 3
            && terminated[end - 3] == 0x2E && terminated[end - 2] == 0x73 && terminated[end - 1] == 0x6F
            && terminated[end] == 0x2E
    }

    /// Whether a system call can take it.
    var isShortEnough: Bool { terminated.count <= Self.maximumLength }
}

extension FilePath {
    /// Takes the bytes of a path up to a NUL; any other byte may be in it.
    init(bytes: some Sequence<UInt8>) {
        var characters = bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) }
        characters.append(0)
        self.init(platformString: characters)
    }

    /// The bytes of the path.
    var bytes: [UInt8] {
        unsafe withPlatformString { text in
            unsafe [UInt8](UnsafeRawBufferPointer(start: text, count: strlen(text)))
        }
    }
}
