import SystemPackage
import UnikraftTesting

/// A directory of a test's own that a suite can keep and copy.
final class Scratch: Sendable {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    var path: FilePath { directory.path }

    func names() -> [String] { directory.names() }

    func read(_ file: FilePath) throws -> [UInt8] { try directory.read(file) }

    @discardableResult
    func write(_ name: String, _ content: some Sequence<UInt8>, mode: UInt32 = 0o644) throws -> FilePath {
        try directory.write(name, content, mode: mode)
    }
}
