public import OCIModel
public import SystemPackage

/// Why an image could not be fetched, kept, made or handed on.
public struct DistributionError: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    public var code: Code
    /// What is wrong, and what to do.
    public var message: String
    /// The image or the repository that it is about.
    public var reference: String?
    /// The blob or manifest that it is about.
    public var digest: Digest?
    /// Where a request went, without its query.
    public var url: String?
    /// The status that a server answered.
    public var status: Int?
    /// How long the server asks to wait before the next request.
    public var retryAfter: Duration?
    /// What the registry says about it.
    public var registryErrors: [RegistryErrorEntry] = []
    /// The file that it is about.
    public var path: FilePath?
    /// The byte at which content goes wrong.
    public var offset: UInt64?
    /// The error behind this one.
    public var cause: (any Error)?

    /// Creates the error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - message: What is wrong, and what to do.
    ///   - reference: The image or the repository that it is about.
    ///   - digest: The blob or manifest that it is about.
    ///   - path: The file that it is about.
    ///   - offset: The byte at which content goes wrong.
    ///   - cause: The error behind this one.
    public init(
        _ code: Code, _ message: String, reference: String? = nil, digest: Digest? = nil, path: FilePath? = nil,
        offset: UInt64? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.reference = reference
        self.digest = digest
        self.path = path
        self.offset = offset
        self.cause = cause
    }

    /// The text for people. Control characters are left out: parts of it may come from a registry.
    public var description: String {
        var text = [reference, digest?.description, path.map { "'\($0)'" }, url].compactMap(\.self).joined(
            separator: ", ")
        if let offset { text += ", byte \(offset)" }
        text += text.isEmpty ? message : ": \(message)"
        if let retryAfter { text += "; it asks to wait \(retryAfter.forPeople)" }
        if let status { text += " (status \(status))" }
        let details = registryErrors.map(\.description).joined(separator: "; ")
        if !details.isEmpty { text += "; the registry says: \(details)" }
        if let cause { text += ": \(cause)" }
        let shown = text.unicodeScalars.filter { scalar in
            scalar == "\n" || (scalar.value >= 32 && !(127..<160).contains(scalar.value))
        }
        return String(String.UnicodeScalarView(shown))
    }

    /// The same error, with the image it is about.
    func about(_ reference: String) -> DistributionError {
        var error = self
        error.reference = error.reference ?? reference
        return error
    }
}
