/// The place of a file in a tree: names from the root down, joined by slashes.
///
/// There is one form of each place: nothing before the first name and nothing after the last, no `.` and no `..`.
/// The root is the empty path. Places are ordered by their bytes, so that a directory stands before what is in it.
public struct TreePath: Sendable, Hashable {
    /// The bytes, without a slash at the start and the end.
    public let bytes: [UInt8]

    /// The root of a tree.
    public static let root = TreePath(unchecked: [])

    /// The longest name in bytes (`NAME_MAX`, limits.h).
    static let longestName = 255
    /// The longest path in bytes: `PATH_MAX` of limits.h without the NUL and the slash of the root.
    static let longestPath = 4094

    init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads a place.
    ///
    /// Slashes at the start and the end, doubled slashes and parts `.` do not matter.
    ///
    /// - Parameter bytes: The names from the root down.
    /// - Throws: ``FileTreeError`` with the code `invalidPath` when a part is `..`, over 255 bytes or holds a NUL
    ///   byte, or when the whole has over 4,094 bytes.
    public init(_ bytes: some Sequence<UInt8>) throws(FileTreeError) {
        self.bytes = try PathParts(Array(bytes)).joined(refusingParents: true)
    }

    /// Reads a place.
    ///
    /// - Parameter text: The names from the root down, as ``init(_:)-(Sequence<UInt8>)`` takes them.
    /// - Throws: ``FileTreeError`` with the code `invalidPath`.
    public init(_ text: String) throws(FileTreeError) {
        try self.init(text.utf8)
    }

    /// Whether this is the root.
    public var isRoot: Bool { bytes.isEmpty }

    /// The names from the root down.
    public var names: [ArraySlice<UInt8>] { bytes.split(separator: UInt8(ascii: "/")) }

    /// The last name; empty for the root.
    public var lastName: ArraySlice<UInt8> {
        bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
    }

    /// The directory that this is in; the root is in itself.
    public var parent: TreePath {
        TreePath(unchecked: Array(bytes[..<(bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0)]))
    }

    /// The place of a name in this directory.
    ///
    /// - Parameter name: One name.
    /// - Returns: The place.
    /// - Throws: ``FileTreeError`` with the code `invalidPath` when it is no name, or the path gets too long.
    public func appending(_ name: some Collection<UInt8>) throws(FileTreeError) -> TreePath {
        guard !name.isEmpty, !name.contains(UInt8(ascii: "/")) else { throw .invalidPath(Array(name), "it is no name") }
        return try TreePath(appendingUnchecked(name).bytes)
    }

    /// The place of a place that is seen from this directory.
    ///
    /// - Parameter path: The place below this one.
    /// - Returns: The place.
    /// - Throws: ``FileTreeError`` with the code `invalidPath` when the path gets too long.
    public func appending(_ path: TreePath) throws(FileTreeError) -> TreePath {
        if path.isRoot { return self }
        return try TreePath(appendingUnchecked(path.bytes).bytes)
    }

    func appendingUnchecked(_ name: some Collection<UInt8>) -> TreePath {
        TreePath(unchecked: bytes.isEmpty ? Array(name) : bytes + [UInt8(ascii: "/")] + name)
    }

    /// Whether a place is this one or below it.
    ///
    /// - Parameter path: The other place.
    /// - Returns: Whether it is.
    public func contains(_ path: TreePath) -> Bool {
        guard path.bytes.starts(with: bytes) else { return false }
        return isRoot || path.bytes.count == bytes.count || path.bytes[bytes.count] == UInt8(ascii: "/")
    }
}

extension TreePath: Comparable {
    /// Compares by bytes.
    public static func < (first: TreePath, second: TreePath) -> Bool {
        compareBytes(first.bytes.span, second.bytes.span) < 0
    }
}

extension TreePath: CustomStringConvertible {
    /// The path for people, with a slash before it; bytes that are not UTF-8 are replaced.
    public var description: String { "/" + text }

    /// The path as text without a slash before it; bytes that are not UTF-8 are replaced.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}
