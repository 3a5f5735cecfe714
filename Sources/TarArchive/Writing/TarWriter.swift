/// Writes an archive whose bytes depend on the entries alone: ustar headers, with a pax header before those that
/// need one. Entries come in the order in which they are appended.
public struct TarWriter<Output: TarOutput>: ~Copyable {
    private var output: Output
    private var offset: UInt64 = 0
    private var remaining: UInt64 = 0
    private var padding: UInt64 = 0
    private var path: [UInt8] = []

    /// Starts an archive.
    ///
    /// - Parameter output: Where the bytes go.
    public init(_ output: Output) {
        self.output = output
    }

    /// Writes an entry with all of its content.
    ///
    /// - Parameters:
    ///   - entry: The entry; its ``TarEntry/size`` must be that of the content.
    ///   - content: The content.
    /// - Throws: ``TarError``, or what the output throws.
    public mutating func append(_ entry: TarEntry, content: [UInt8] = []) throws {
        try begin(entry)
        try write(content.span)
    }

    /// Writes the header of an entry. So many bytes as its size says must follow by ``write(_:)``.
    ///
    /// - Parameter entry: The entry.
    /// - Throws: ``TarError`` when the entry before is not complete or this one cannot be written; what the output
    ///   throws.
    public mutating func begin(_ entry: TarEntry) throws {
        try checkComplete()
        let header = try TarHeaderEncoder.encode(entry, offset: offset)
        try emit(header.span)
        remaining = entry.kind == .regular ? entry.size : 0
        padding = TarHeader.padding(after: remaining)
        path = entry.path
    }

    /// Writes content of the current entry.
    ///
    /// - Parameter bytes: The next bytes.
    /// - Throws: ``TarError`` when there are more than the entry's size; what the output throws.
    public mutating func write(_ bytes: Span<UInt8>) throws {
        guard UInt64(bytes.count) <= remaining else {
            throw TarError(
                .unwritable, offset: offset, name: path, "its content is longer than the size in its header")
        }
        try emit(bytes)
        remaining -= UInt64(bytes.count)
        guard remaining == 0, padding > 0 else { return }
        let zeros = [UInt8](repeating: 0, count: Int(padding))
        padding = 0
        try emit(zeros.span)
    }

    /// Writes the end marker.
    ///
    /// - Returns: The output.
    /// - Throws: ``TarError`` when the last entry is not complete; what the output throws.
    public consuming func finish() throws -> Output {
        try checkComplete()
        let zeros = [UInt8](repeating: 0, count: 2 * TarHeader.blockSize)
        try emit(zeros.span)
        return output
    }

    private func checkComplete() throws(TarError) {
        guard remaining == 0 else {
            throw TarError(
                .unwritable, offset: offset, name: path, "its content is \(remaining) bytes short of its size")
        }
    }

    private mutating func emit(_ bytes: Span<UInt8>) throws {
        try output.write(bytes)
        offset += UInt64(bytes.count)
    }
}

extension TarWriter where Output == [UInt8] {
    /// The header blocks of an entry, for those who put an archive together from parts.
    ///
    /// The content follows, with zeros up to a multiple of 512 bytes; two blocks of zeros end the archive.
    ///
    /// - Parameter entry: The entry.
    /// - Returns: The blocks.
    /// - Throws: ``TarError`` when the entry cannot be written.
    public static func header(of entry: TarEntry) throws(TarError) -> [UInt8] {
        try TarHeaderEncoder.encode(entry, offset: 0)
    }
}
