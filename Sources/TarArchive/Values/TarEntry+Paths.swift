extension TarEntry {
    /// The name in one form: parts joined by single slashes, without `.`, a leading or a trailing slash.
    ///
    /// An absolute name is taken as relative to the archive's root, as extractors do. The root itself is empty.
    ///
    /// - Returns: The bytes of the name.
    /// - Throws: ``TarError`` with the code `unsafePath` when a part is `..`.
    public func canonicalPath() throws(TarError) -> [UInt8] {
        try Self.canonical(path, of: self)
    }

    /// The target of a hard link in the same form as ``canonicalPath()``. The target of a symbolic link is kept as
    /// it is: whoever follows it must stay within the root.
    ///
    /// - Returns: The bytes of the name.
    /// - Throws: ``TarError`` with the code `unsafePath` when a part is `..`.
    public func canonicalHardLinkTarget() throws(TarError) -> [UInt8] {
        try Self.canonical(linkTarget, of: self)
    }

    private static func canonical(_ name: [UInt8], of entry: TarEntry) throws(TarError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(name.count)
        for part in name.split(separator: UInt8(ascii: "/")) where part != [UInt8(ascii: ".")] {
            guard part != [UInt8(ascii: "."), UInt8(ascii: ".")] else {
                throw TarError(
                    .unsafePath, offset: entry.contentOffset, name: entry.path,
                    "the name holds '..' and could lead out of the archive's root; it is refused")
            }
            if !result.isEmpty { result.append(UInt8(ascii: "/")) }
            result += part
        }
        return result
    }
}
