public import SystemPackage

/// Where the data of an entry comes from.
public enum CpioContent: Sendable, Hashable {
    /// No data.
    case none
    /// These bytes.
    case bytes([UInt8])
    /// The whole of a regular file. Its size is asked when the entry is written.
    case file(FilePath)
    /// A part of a regular file: so many bytes from an offset on.
    case range(FilePath, offset: UInt64, length: UInt64)
    /// A part of an open file: so many bytes from an offset on.
    case part(CpioSourceFile, offset: UInt64, length: UInt64)
}
