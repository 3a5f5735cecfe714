extension ImageReference {
    /// Reads `[registry/]repository[:tag][@digest]`.
    ///
    /// The part before the first slash is a registry when it holds a dot or a colon, or is `localhost`. A host without
    /// any of these cannot be told from a part of a repository once it is in lower case. A repository of Docker Hub in
    /// one part is below `library/`.
    ///
    /// - Parameters:
    ///   - text: The reference.
    ///   - defaults: What is meant by the parts that are left out.
    /// - Throws: ``OCIModelError`` that names the part that is wrong.
    public init(parsing text: some StringProtocol, defaults: NamingDefaults) throws(OCIModelError) {
        let remedy =
            "An image is written as [REGISTRY/]REPOSITORY[:TAG][@DIGEST], for example unikraft.org/base:latest."
        // Bytes in an array are looked at without asking a protocol for each.
        let text = String(text)
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= 1024 else {
            throw OCIModelError(
                code: .invalidReference, text: text, reason: bytes.isEmpty ? "it is empty" : "it is too long",
                remedy: remedy)
        }
        if let bad = bytes.firstIndex(where: { $0 <= 32 || $0 >= 127 }) {
            throw OCIModelError(
                code: .invalidReference, text: text, offset: bad,
                reason: "the character cannot be part of a reference", remedy: remedy)
        }
        guard !bytes.indices.contains(where: { bytes[$0...].starts(with: "://".utf8) }) else {
            throw OCIModelError(
                code: .invalidReference, text: text, offset: 0, reason: "a reference has no scheme",
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

    /// Whether the part before the first slash is a registry.
    static func looksLikeRegistry(_ part: Substring) -> Bool {
        part.lowercased() == "localhost" || part.utf8.contains { ".:[".utf8.contains($0) }
    }
}
