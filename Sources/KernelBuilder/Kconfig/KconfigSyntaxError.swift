/// A line that the reader does not understand; the reader adds file and line.
struct KconfigSyntaxError: Error {
    /// What is wrong, in one sentence without its full stop.
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
