import DockerfileModel
import Glibc
public import KraftfileModel
public import SystemPackage
import SystemSupport
public import UnikraftCore

/// Finds the problems of a project's files before anything is built.
public enum ProjectCheck {
    /// Checks a Kraftfile with the Dockerfile of its root filesystem, or a Dockerfile alone.
    ///
    /// - Parameter path: A Kraftfile, a Dockerfile, or a directory: of a project, or with a Dockerfile.
    /// - Returns: Every problem, those of the Kraftfile first.
    /// - Throws: `KraftfileError` when there is neither, or a file cannot be read.
    public static func diagnostics(of path: FilePath) throws -> [Diagnostic] {
        if path.isDirectory {
            if let kraftfile = try KraftfileLocator.find(in: path) { return try diagnostics(ofKraftfile: kraftfile) }
            let dockerfile = path.appending("Dockerfile")
            if dockerfile.isRegularFile { return try diagnostics(ofDockerfile: dockerfile, context: path) }
            return try diagnostics(ofKraftfile: KraftfileLocator.search(from: path))
        }
        if isDockerfileName(path) {
            return try diagnostics(ofDockerfile: path, context: path.removingLastComponent())
        }
        return try diagnostics(ofKraftfile: path)
    }

    /// Checks a Kraftfile that was read already, with the Dockerfile of its root filesystem.
    ///
    /// - Parameters:
    ///   - kraftfile: The Kraftfile.
    ///   - directory: The directory that its paths are relative to.
    /// - Returns: Every problem, those of the Kraftfile first.
    /// - Throws: `SystemCallError` when the Dockerfile is there and cannot be read.
    public static func diagnostics(of kraftfile: Kraftfile, directory: FilePath) throws -> [Diagnostic] {
        guard let rootfs = kraftfile.project?.rootfs else { return kraftfile.diagnostics }
        let source = directory.pushing(FilePath(rootfs.source))
        let dockerfile = rootfs.dockerfile.map { source.pushing(FilePath($0)) } ?? source
        let isDockerfile = rootfs.kind == .dockerfile || (rootfs.kind == nil && isDockerfileName(dockerfile))
        guard isDockerfile else { return kraftfile.diagnostics }
        guard dockerfile.isRegularFile else {
            return kraftfile.diagnostics + [
                Diagnostic(
                    .error, Diagnostic.Code("missing-dockerfile"),
                    "the root filesystem's Dockerfile '\(dockerfile)' is not there",
                    remedy: "Write it, or correct `rootfs:`.")
            ]
        }
        let context = rootfs.dockerfile == nil ? dockerfile.removingLastComponent() : source
        return try kraftfile.diagnostics + diagnostics(ofDockerfile: dockerfile, context: context)
    }

    private static func diagnostics(ofKraftfile path: FilePath) throws -> [Diagnostic] {
        try diagnostics(of: Kraftfile.load(.file(path)), directory: path.removingLastComponent())
    }

    private static func diagnostics(ofDockerfile path: FilePath, context: FilePath) throws -> [Diagnostic] {
        let candidates = IgnoreMatcher.candidates(dockerfile: path.string, context: context.string)
        let ignoreFile = candidates.map { FilePath($0) }.first(where: \.isRegularFile)
        let ignore = try ignoreFile.map { file in
            IgnoreMatcher.parse(bytes: try content(of: file), fileName: file.string)
        }
        let found = Dockerfile.diagnose(
            bytes: try content(of: path), fileName: path.string, arguments: .init(), ignoreMatcher: ignore?.matcher)
        return found + (ignore?.diagnostics ?? [])
    }

    /// As Docker's own tools name them: `Dockerfile`, `Dockerfile.dev`, `app.Dockerfile`.
    private static func isDockerfileName(_ path: FilePath) -> Bool {
        let name = path.lastComponent?.string ?? ""
        return name.split(separator: ".").contains {
            $0.lowercased() == "dockerfile" || $0.lowercased() == "containerfile"
        }
    }

    private static func content(of path: FilePath) throws(SystemCallError) -> [UInt8] {
        let size = try FileStatus(of: path, followSymlink: true).size
        return try OwnedDescriptor.open(path, flags: O_RDONLY).read(
            at: 0, limit: Int(min(size, 16 << 20)), path: path)
    }
}
