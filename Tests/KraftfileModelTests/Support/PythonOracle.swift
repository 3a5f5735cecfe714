import Foundation

/// Runs a Python program that serves as an oracle.
enum PythonOracle {
    /// Whether Python is here with a module.
    static func has(_ module: String) -> Bool {
        (try? run("import \(module)", input: "")) != nil
    }

    struct Failure: Error {
        let status: Int32
        let output: String
    }

    /// Runs a program.
    ///
    /// - Parameters:
    ///   - program: The program's text.
    ///   - input: What it reads.
    /// - Returns: What it printed.
    /// - Throws: `Failure` when it ends with an error.
    static func run(_ program: String, input: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let inputFile = folder.appendingPathComponent("input")
        try Data(input.utf8).write(to: inputFile)
        let outputFile = folder.appendingPathComponent("output")
        try Data().write(to: outputFile)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-W", "ignore", "-c", program]
        process.standardInput = try FileHandle(forReadingFrom: inputFile)
        let output = try FileHandle(forWritingTo: outputFile)
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try output.close()
        let text = String(decoding: try Data(contentsOf: outputFile), as: UTF8.self)
        guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus, output: text) }
        return text
    }
}
