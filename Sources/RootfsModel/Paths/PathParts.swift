/// The parts of a path as someone wrote it.
struct PathParts {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether the path begins at the root.
    var isAbsolute: Bool { bytes.first == UInt8(ascii: "/") }

    /// Whether the path can only be that of a directory: it ends with a slash, or its last part is `.` or `..`.
    var namesDirectory: Bool {
        let last = bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
        return last.allSatisfy { $0 == UInt8(ascii: ".") } && last.count <= 2
    }

    /// The parts, without empty ones and `.`.
    ///
    /// - Throws: ``FileTreeError`` when one is no name that a file system takes.
    func checked() throws(FileTreeError) -> [ArraySlice<UInt8>] {
        guard !bytes.contains(0) else { throw .invalidPath(bytes, "it holds a NUL byte") }
        var parts: [ArraySlice<UInt8>] = []
        for part in bytes.split(separator: UInt8(ascii: "/")) where !isDot(part) {
            guard part.count <= TreePath.longestName else {
                throw .invalidPath(bytes, "a part has \(part.count) bytes, and file systems take 255")
            }
            parts.append(part)
        }
        return parts
    }

    /// The parts joined to the one form of a place.
    ///
    /// - Parameter refusingParents: Whether `..` is an error; else it takes away the part before it.
    /// - Returns: The bytes of the place.
    /// - Throws: ``FileTreeError`` when a part, or the whole, is not what a file system takes.
    func joined(refusingParents: Bool) throws(FileTreeError) -> [UInt8] {
        var kept: [ArraySlice<UInt8>] = []
        for part in try checked() {
            if !isDotDot(part) {
                kept.append(part)
            } else if refusingParents {
                throw .invalidPath(bytes, "it has a part '..'")
            } else {
                _ = kept.popLast()
            }
        }
        let result = Array(kept.joined(separator: CollectionOfOne(UInt8(ascii: "/"))))
        guard result.count <= TreePath.longestPath else {
            throw .invalidPath(bytes, "it has \(result.count) bytes, and Linux takes 4,094")
        }
        return result
    }
}

/// Whether a part is `.`.
func isDot(_ part: ArraySlice<UInt8>) -> Bool {
    part.count == 1 && part.first == UInt8(ascii: ".")
}

/// Whether a part is `..`.
func isDotDot(_ part: ArraySlice<UInt8>) -> Bool {
    part.count == 2 && part.allSatisfy { $0 == UInt8(ascii: ".") }
}
