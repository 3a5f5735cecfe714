public import SystemPackage
import SystemSupport

extension Kraftfile {
    /// Where a Kraftfile comes from.
    public enum Location: Sendable, Hashable {
        /// The Kraftfile of a directory or of one above it.
        case search(from: FilePath)
        /// A file of any name.
        case file(FilePath)
        /// Standard input, to its end.
        case standardInput
    }

    /// Finds, reads and checks a Kraftfile. Nothing else is touched.
    ///
    /// - Parameter location: Where it comes from.
    /// - Returns: The Kraftfile; problems in the text are its diagnostics.
    /// - Throws: ``KraftfileError`` when there is no such file, or it cannot be read.
    public static func load(_ location: Location) throws(KraftfileError) -> Kraftfile {
        switch location {
        case .search(let directory):
            return try load(.file(KraftfileLocator.search(from: directory)))
        case .file(let path):
            do throws(SystemCallError) {
                return Kraftfile(try SmallFile.read(path, limit: YAMLLimits.bytes), file: path.string)
            } catch {
                throw unreadable(path.string, error.errno)
            }
        case .standardInput:
            do {
                return Kraftfile(try read(.standardInput), file: "-")
            } catch {
                throw unreadable("-", error)
            }
        }
    }

    /// The error of a file that cannot be read.
    package static func unreadable(_ path: String, _ errno: Errno?) -> KraftfileError {
        KraftfileError(
            .unreadable,
            errno == .timedOut
                ? "'\(path)' is a pipe that nobody writes to. Write to it, or name a file."
                : "'\(path)' cannot be read\(errno.map { ": \($0)" } ?? ""). Check the name and the permissions.",
            path: path, errno: errno)
    }

    /// Reads to the end, or to just behind the largest size a Kraftfile may have.
    private static func read(_ descriptor: FileDescriptor) throws(Errno) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16384)
        while bytes.count <= YAMLLimits.bytes {
            let count: Int
            do {
                count = try unsafe buffer.withUnsafeMutableBytes { unsafe try descriptor.read(into: $0) }
            } catch {
                throw error as? Errno ?? .ioError
            }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return bytes
    }
}
