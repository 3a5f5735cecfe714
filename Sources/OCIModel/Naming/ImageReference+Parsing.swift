extension ImageReference {
    /// Reads `[registry/]repository[:tag][@digest]`.
    ///
    /// The part before the first slash is a registry when it holds a dot, a colon or a capital letter, or is
    /// `localhost`, as Docker's client has it. A repository of Docker Hub in one part is below `library/`.
    ///
    /// - Parameters:
    ///   - text: The reference.
    ///   - defaults: What is meant by the parts that are left out.
    /// - Throws: ``OCIModelError`` that names the part that is wrong.
    public init(parsing text: some StringProtocol, defaults: NamingDefaults) throws(OCIModelError) {
        let remedy =
            "An image is written as [REGISTRY/]REPOSITORY[:TAG][@DIGEST], for example unikraft.org/base:latest."
        guard !text.isEmpty, text.utf8.count <= 1024 else {
            throw OCIModelError(
                code: .invalidReference, text: String(text), reason: text.isEmpty ? "it is empty" : "it is too long",
                remedy: remedy)
        }
        if let bad = text.utf8.enumerated().first(where: { $0.element <= 32 || $0.element >= 127 }) {
            throw OCIModelError(
                code: .invalidReference, text: String(text), offset: bad.offset,
                reason: "the character cannot be part of a reference", remedy: remedy)
        }
        guard text.firstRange(of: "://") == nil else {
            throw OCIModelError(
                code: .invalidReference, text: String(text), offset: 0, reason: "a reference has no scheme",
                remedy: remedy)
        }
        var name = Substring(text)
        var digest: Digest?
        if let at = name.utf8.firstIndex(of: UInt8(ascii: "@")) {
            digest = try Digest(parsing: name[name.utf8.index(after: at)...])
            name = name[..<at]
        }
        var tag: ImageTag?
        let lastSlash = name.utf8.lastIndex(of: UInt8(ascii: "/")) ?? name.startIndex
        if let colon = name[lastSlash...].utf8.lastIndex(of: UInt8(ascii: ":")) {
            tag = try ImageTag(parsing: name[name.utf8.index(after: colon)...])
            name = name[..<colon]
        }
        var registry = defaults.registry
        if let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")), Self.looksLikeRegistry(name[..<slash]) {
            registry = try RegistryName(parsing: name[..<slash])
            name = name[name.utf8.index(after: slash)...]
        }
        let isOfficial = registry == .dockerHub && !name.utf8.contains(UInt8(ascii: "/"))
        self.init(
            registry: registry, repository: try RepositoryName(parsing: isOfficial ? "library/" + name : String(name)),
            tag: tag ?? (digest == nil ? defaults.tag : nil), digest: digest)
    }

    private static func looksLikeRegistry(_ part: Substring) -> Bool {
        part == "localhost" || part.utf8.contains { ".:[".utf8.contains($0) || NameCharacters.isUppercase($0) }
    }
}
