import DockerfileModel
public import KraftfileModel
public import SystemPackage
import SystemSupport
public import UnikraftCore

/// Finds the problems of a project's files before anything is built.
public enum ProjectCheck {
    /// Checks a Kraftfile with the Dockerfile of its root filesystem, or a Dockerfile alone.
    ///
    /// A Dockerfile that is missing is an error of a project, which cannot be built without it. Where only the
    /// Kraftfile was named it is a warning: the file may be looked at apart from its project.
    ///
    /// - Parameter path: A Kraftfile, a Dockerfile, or a directory: of a project, or with a Dockerfile.
    /// - Returns: Every problem, those of the Kraftfile first.
    /// - Throws: `KraftfileError` when there is neither, or a file cannot be read.
    public static func diagnostics(of path: FilePath) throws -> [Diagnostic] {
        if path.isDirectory {
            if let kraftfile = try KraftfileLocator.find(in: path) {
                return try diagnostics(ofKraftfile: kraftfile.withoutDots, missing: .error)
            }
            let dockerfile = path.appending("Dockerfile").withoutDots
            if dockerfile.isRegularFile {
                return try diagnostics(ofDockerfile: dockerfile, context: path.withoutDots, missing: .error)
            }
            return try diagnostics(ofKraftfile: KraftfileLocator.search(from: path), missing: .error)
        }
        if isDockerfileName(path) {
            return try diagnostics(ofDockerfile: path, context: path.removingLastComponent(), missing: .warning)
        }
        return try diagnostics(ofKraftfile: path, missing: .warning)
    }

    /// Checks the files of a project.
    ///
    /// - Parameters:
    ///   - directory: The project's directory.
    ///   - kraftfile: The Kraftfile, when it has another name or place; paths stay relative to the directory.
    /// - Returns: Every problem, those of the Kraftfile first.
    /// - Throws: `KraftfileError` when there are no such files, or one cannot be read.
    public static func diagnostics(of directory: FilePath, kraftfile: FilePath?) throws -> [Diagnostic] {
        guard let kraftfile else { return try diagnostics(of: directory) }
        return try diagnostics(of: Kraftfile.load(.file(kraftfile)), directory: directory)
    }

    /// Checks a Kraftfile that was read already, with the Dockerfile of its root filesystem.
    ///
    /// - Parameters:
    ///   - kraftfile: The Kraftfile.
    ///   - directory: The directory that its paths are relative to.
    ///   - missing: How bad it is when the Dockerfile, or a file that it copies, is not there.
    /// - Returns: Every problem, those of the Kraftfile first.
    /// - Throws: `KraftfileError` when the Dockerfile is there and cannot be read.
    public static func diagnostics(
        of kraftfile: Kraftfile, directory: FilePath, missing: Diagnostic.Severity = .error
    ) throws -> [Diagnostic] {
        guard let rootfs = kraftfile.project?.rootfs else { return kraftfile.diagnostics }
        let source = directory.pushing(FilePath(rootfs.source)).withoutDots
        var dockerfile = rootfs.dockerfile.map { source.pushing(FilePath($0)).withoutDots } ?? source
        guard rootfs.kind == .dockerfile || (rootfs.kind == nil && isDockerfileName(dockerfile)) else {
            return kraftfile.diagnostics
        }
        var context = rootfs.dockerfile == nil ? dockerfile.removingLastComponent() : source
        if rootfs.dockerfile == nil, dockerfile.isDirectory, dockerfile.appending("Dockerfile").isRegularFile {
            context = dockerfile
            dockerfile = dockerfile.appending("Dockerfile")
        }
        if let fault = fault(of: dockerfile) {
            let problem = kraftfile.source.diagnostic(
                fault == .missing ? missing : .error, Diagnostic.Code("missing-dockerfile"),
                "the root filesystem's Dockerfile '\(PrintableText.whole(dockerfile.string))' \(fault.rawValue)",
                at: kraftfile.rootfsRange, remedy: "Write it, or correct 'rootfs'.")
            return (kraftfile.diagnostics + [problem]).sortedByPlace()
        }
        return try kraftfile.diagnostics + diagnostics(ofDockerfile: dockerfile, context: context, missing: missing)
    }

    /// A failure to find or read a file, as a problem like those of its content.
    ///
    /// - Parameter error: What `diagnostics(of:)` threw.
    /// - Returns: The problem, with its path where that is known; nil for any other error.
    public static func diagnostic(for error: any Error) -> Diagnostic? {
        guard let error = error as? KraftfileError else { return nil }
        let place = error.path.map { SourceLocation(file: $0, line: 1, column: 1) }
        return Diagnostic(.error, Diagnostic.Code("cannot-read"), error.message, location: place)
    }

    private static func diagnostics(
        ofKraftfile path: FilePath, missing: Diagnostic.Severity
    ) throws -> [Diagnostic] {
        try diagnostics(
            of: Kraftfile.load(.file(path)), directory: path.removingLastComponent(), missing: missing)
    }

    private static func diagnostics(
        ofDockerfile path: FilePath, context: FilePath, missing: Diagnostic.Severity
    ) throws -> [Diagnostic] {
        let candidates = IgnoreMatcher.candidates(dockerfile: path.string, context: context.string)
        let ignoreFile = candidates.map { FilePath($0) }.first(where: \.isRegularFile)
        let ignore = try ignoreFile.map { file in
            IgnoreMatcher.parse(bytes: try content(of: file), fileName: file.string)
        }
        let bytes = try content(of: path)
        let found = Dockerfile.diagnose(
            bytes: bytes, fileName: path.string, arguments: .init(), ignoreMatcher: ignore?.matcher)
        let dockerfile = try? Dockerfile(parsing: bytes, fileName: path.string)
        let missing =
            dockerfile?.missingSources(
                in: context.isEmpty ? "." : context, ignore: ignore?.matcher, severity: missing) ?? []
        return found + missing + (ignore?.diagnostics ?? [])
    }

    /// As Docker's own tools name them: `Dockerfile`, `Dockerfile.dev`, `app.Dockerfile`.
    private static func isDockerfileName(_ path: FilePath) -> Bool {
        let name = path.lastComponent?.string ?? ""
        return name.split(separator: ".").contains {
            $0.lowercased() == "dockerfile" || $0.lowercased() == "containerfile"
        }
    }

    /// Why a path is no Dockerfile.
    private enum Fault: String {
        case missing = "is not there"
        case directory = "is a directory without a Dockerfile in it"
        case unreadableKind = "is no regular file"
    }

    private static func fault(of path: FilePath) -> Fault? {
        switch (try? FileStatus(of: path, followSymlink: true))?.kind {
        case .regular: nil
        case .directory: .directory
        case nil: .missing
        default: .unreadableKind
        }
    }

    private static func content(of path: FilePath) throws(KraftfileError) -> [UInt8] {
        do throws(SystemCallError) {
            return try SmallFile.read(path, limit: Dockerfile.sizeLimit)
        } catch {
            throw Kraftfile.unreadable(path.string, error.errno)
        }
    }
}

extension FilePath {
    /// The same path without `.` in it, for messages.
    fileprivate var withoutDots: FilePath {
        FilePath(root: root, components.filter { $0.kind != .currentDirectory })
    }
}

extension Kraftfile {
    /// The place of the root filesystem's path.
    fileprivate var rootfsRange: Range<Int>? {
        var node = root?.entry("rootfs")?.value
        node = node?.sequence?.first ?? node
        node = node?.entry("source")?.value ?? node
        node = node?.entry("dockerfile")?.value ?? node?.entry("path")?.value ?? node
        return node?.range
    }
}
