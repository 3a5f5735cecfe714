import SystemPackage

/// The `Makefile.uk` of an application that has none.
///
/// The build system includes `Makefile.uk` of the application's directory whether it is there or not. One
/// with nothing but a comment is put there for the time of a build and removed on every path out of it. One
/// that a killed process left behind is known by its text and removed by the next build.
enum ApplicationMakefile {
    private static let content = "# An empty Makefile.uk for the time of a build. It is removed afterwards.\n"

    /// Does something while the directory has a `Makefile.uk`.
    ///
    /// - Parameters:
    ///   - directory: The application's directory.
    ///   - isolation: The actor that calls.
    ///   - body: What to do.
    /// - Returns: What the body returns.
    /// - Throws: ``KernelBuildError`` when the file cannot be written; what the body throws.
    static func provided<Result>(
        in directory: FilePath, isolation: isolated (any Actor)? = #isolation,
        while body: () async throws -> Result
    ) async throws -> Result {
        let file = directory.appending("Makefile.uk")
        removeOwn(file)
        guard !FileAccess.exists(file) else { return try await body() }
        try FileAccess.write(content.utf8, to: file)
        defer { removeOwn(file) }
        return try await body()
    }

    /// Removes the file when its text is the one written here.
    private static func removeOwn(_ file: FilePath) {
        guard let bytes = try? FileAccess.readIfPresent(file, limit: 4096), bytes == Array(content.utf8) else { return }
        try? FileAccess.remove(file)
    }
}
