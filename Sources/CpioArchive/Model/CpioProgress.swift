/// How far the writing of an archive has come.
public struct CpioProgress: Sendable, Hashable {
    /// Bytes of the archive that are written.
    public var bytesDone: UInt64
    /// Bytes that the archive will have; nil when the tree was not counted first.
    public var bytesTotal: UInt64?
}
