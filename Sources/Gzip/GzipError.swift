/// Why data could not be inflated or deflated.
package struct GzipError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: Sendable, Hashable {
        /// The compressed data is damaged, or is no gzip data.
        case damaged
        /// The compressed data ends too early.
        case truncated
        /// zlib got no memory.
        case outOfMemory
        /// zlib was called in a way that it does not take.
        case misuse
    }

    /// What went wrong.
    package var code: Code
    /// What zlib says.
    package var message: String

    /// The error for input that ends within a member.
    package static let truncated = GzipError(code: .truncated, message: "the input ends")

    /// The text for people.
    package var description: String {
        switch code {
        case .damaged: "the gzip data is damaged (\(message))"
        case .truncated: "the gzip data ends too early"
        case .outOfMemory: "no memory for zlib"
        case .misuse: "zlib refused a call (\(message))"
        }
    }
}
