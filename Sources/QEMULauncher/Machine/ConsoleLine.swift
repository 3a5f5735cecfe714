/// A line of the guest's serial console.
public struct ConsoleLine: Sendable, Hashable, CustomStringConvertible {
    /// The line's bytes without its end.
    public var bytes: [UInt8]
    /// The line's number since the start, from 0.
    public var number: Int

    /// Creates a line.
    ///
    /// - Parameters:
    ///   - bytes: The line's bytes without its end.
    ///   - number: The line's number since the start, from 0.
    public init(bytes: [UInt8], number: Int) {
        self.bytes = bytes
        self.number = number
    }

    /// The line as text; what is not UTF-8 is shown as U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The line as text.
    public var description: String { text }
}
