/// What bounds the time and memory that reading a Dockerfile or an ignore file may take.
enum DockerfileLimits {
    /// The largest file in bytes, here-documents included.
    static let bytes = 1 << 20
    /// The largest number of instructions.
    static let instructions = 10_000
    /// The largest number of words in all instructions that are split into words.
    static let words = 50_000
    /// The largest number of patterns in an ignore file.
    static let patterns = 10_000
}
