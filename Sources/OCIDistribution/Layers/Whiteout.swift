public import TarArchive

/// A mark in a layer that takes something of the layers below away (image-spec, layer.md, "Whiteouts").
public enum Whiteout: Sendable, Hashable {
    /// The name, relative to the root, is gone with all below it.
    case name([UInt8])
    /// Everything in the directory that comes from layers below is gone; empty is the root.
    case opaqueDirectory([UInt8])

    /// Recognises a mark.
    ///
    /// - Parameter entry: An entry of a layer.
    /// - Throws: `TarError` with the code `unsafePath` when the name leads out of the root, or takes away a
    ///   directory's own name.
    /// - Returns: The mark; nil when the entry is none.
    public static func mark(_ entry: TarEntry) throws(TarError) -> Whiteout? {
        let path = try entry.canonicalPath()
        let slash = path.lastIndex(of: UInt8(ascii: "/"))
        let directory = slash.map { Array(path[..<$0]) } ?? []
        let name = path[(slash.map { $0 + 1 } ?? 0)...]
        guard name.starts(with: Self.prefix) else { return nil }
        if name.elementsEqual(Self.opaqueName) { return .opaqueDirectory(directory) }
        let hidden = name.dropFirst(Self.prefix.count)
        // Other marks with two prefixes are aufs's own and mean nothing here (image-spec reserves them).
        if hidden.starts(with: Self.prefix) { return nil }
        guard !hidden.isEmpty, !hidden.elementsEqual(".".utf8), !hidden.elementsEqual("..".utf8) else {
            throw TarError(
                .unsafePath, offset: entry.contentOffset, path: String(decoding: path, as: UTF8.self),
                message: "the whiteout names nothing that a layer below could hold")
        }
        return .name(directory.isEmpty ? Array(hidden) : directory + [UInt8(ascii: "/")] + hidden)
    }

    private static let prefix = Array(".wh.".utf8)
    private static let opaqueName = Array(".wh..wh..opq".utf8)
}
