import SystemPackage

/// Standard output, for lines that may not be text.
enum StandardOutput {
    /// Writes a line.
    static func write(_ line: [UInt8]) throws {
        try FileDescriptor.standardOutput.writeAll(line + [UInt8(ascii: "\n")])
    }
}
