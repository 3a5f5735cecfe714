public import SystemPackage

/// Where an archive's bytes go.
public protocol TarOutput {
    /// Takes the next bytes.
    ///
    /// - Parameter bytes: The bytes.
    /// - Throws: When they cannot be taken.
    mutating func write(_ bytes: Span<UInt8>) throws
}

extension [UInt8]: TarOutput {
    /// Appends the bytes.
    ///
    /// - Parameter bytes: The bytes.
    public mutating func write(_ bytes: Span<UInt8>) {
        append(bytes)
    }
}

extension FileDescriptor: TarOutput {
    /// Writes the bytes at the file's position.
    ///
    /// - Parameter bytes: The bytes.
    /// - Throws: `Errno`.
    public mutating func write(_ bytes: Span<UInt8>) throws {
        let descriptor = self
        _ = try unsafe bytes.withUnsafeBytes { unsafe try descriptor.writeAll($0) }
    }
}
