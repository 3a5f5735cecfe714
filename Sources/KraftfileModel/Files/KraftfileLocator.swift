import Glibc
public import SystemPackage
import SystemSupport

/// Finds the Kraftfile of a directory.
public enum KraftfileLocator {
    /// The names a Kraftfile may have.
    public static let fileNames = ["kraft.yaml", "kraft.yml", "Kraftfile.yml", "Kraftfile.yaml", "Kraftfile"]

    /// Looks in one directory.
    ///
    /// - Parameter directory: The directory.
    /// - Returns: The file; nil when there is none.
    /// - Throws: ``KraftfileError`` when there are several.
    public static func find(in directory: FilePath) throws(KraftfileError) -> FilePath? {
        let found = fileNames.map { directory.appending($0) }.filter { path in
            guard let kind = try? FileStatus(of: path, followSymlink: true).kind else { return false }
            return kind == .regular || kind == .fifo
        }
        guard found.count <= 1 else {
            let names = found.compactMap { $0.lastComponent?.string }.joined(separator: ", ")
            throw KraftfileError(
                .ambiguous, "'\(directory)' holds several Kraftfiles: \(names). Keep one, or name the one to use.",
                path: directory.string)
        }
        return found.first
    }

    /// Looks in a directory and then in those above it.
    ///
    /// - Parameter directory: Where to begin.
    /// - Returns: The file of the first directory that holds one.
    /// - Throws: ``KraftfileError`` when no directory has one, or one has several.
    public static func search(from directory: FilePath) throws(KraftfileError) -> FilePath {
        let start = absolute(directory)
        var current = start
        while true {
            if let file = try find(in: current) {
                // A file beside the caller keeps the short name the caller used.
                return current == start ? directory.appending(file.lastComponent?.string ?? "") : file
            }
            // Without components only the root is left.
            guard !current.components.isEmpty else { break }
            current = current.removingLastComponent()
        }
        throw KraftfileError(
            .notFound,
            "no Kraftfile in '\(directory)' or above it. Create one of \(fileNames.joined(separator: ", ")), or name a file.",
            path: directory.string)
    }

    /// The directory's real path, so that going up means what the file system means.
    private static func absolute(_ directory: FilePath) -> FilePath {
        guard let resolved = unsafe directory.withPlatformString({ unsafe realpath($0, nil) }) else { return directory }
        defer { unsafe free(resolved) }
        return unsafe FilePath(platformString: resolved)
    }
}
