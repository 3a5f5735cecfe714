/// Tells names of variables that probably hold a secret.
enum SecretName {
    private static let secrets: Set<String> = [
        "apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token",
    ]
    private static let harmless: Set<String> = ["public", "file", "version"]

    /// Whether a name looks like that of a secret: one of its words between underscores says so, and none
    /// says otherwise.
    ///
    /// - Parameter name: The name, for example `GITHUB_TOKEN`.
    /// - Returns: Whether it looks like that of a secret.
    static func looksSecret(_ name: String) -> Bool {
        let words = name.lowercased().split(separator: "_").map(String.init)
        return words.contains { secrets.contains($0) } && !words.contains { harmless.contains($0) }
    }
}
