public import UnikraftCore

/// A kernel that is built already: an image in a registry, or a file.
public struct RuntimeReference: Sendable, Hashable {
    /// The registry with its port, for example `localhost:5000`; nil for the default one.
    public var registry: String?
    /// The name in the registry, for example `base` or `team/app`; empty for a file.
    public var name: String
    /// The tag; nil when none is given.
    public var tag: String?
    /// The digest, for example `sha256:…`; nil when none is given.
    public var digest: String?
    /// The path of a kernel file (`kernel://PATH`); nil for an image.
    public var kernelPath: String?
    /// The options that go with the runtime.
    public var kconfig: KconfigOptions = []

    /// The registry of a name that has none.
    public static let defaultRegistry = "unikraft.org"
    /// The tag of a name that has none and no digest.
    public static let defaultTag = "latest"
    /// The runtime of a project that names neither a runtime nor a kernel to build.
    public static let base = RuntimeReference(name: "base", tag: "latest")

    private init(
        registry: String? = nil, name: String, tag: String? = nil, digest: String? = nil, kernelPath: String? = nil
    ) {
        self.registry = registry
        self.name = name
        self.tag = tag
        self.digest = digest
        self.kernelPath = kernelPath
    }

    /// Reads `NAME[:TAG][@DIGEST]` with an optional registry before it, the same behind `oci://`, or
    /// `kernel://PATH`. The first part of a name is a registry when it holds a dot or a colon or is
    /// `localhost`, as in the references of the OCI distribution specification's clients.
    ///
    /// - Parameter text: The reference.
    /// - Throws: `InvalidValue` when the text has another form.
    public init(parsing text: String) throws(InvalidValue) {
        func invalid(_ reason: String) -> InvalidValue {
            InvalidValue(
                kind: "runtime", text: text, reason: reason,
                remedy: "Write a name and a tag such as base:latest, or kernel://PATH.")
        }
        if text.hasPrefix("kernel://") {
            let path = String(text.dropFirst(9))
            guard !path.isEmpty else { throw invalid("the path is missing") }
            self.init(name: "", kernelPath: path)
            return
        }
        var rest = text.hasPrefix("oci://") ? text.dropFirst(6) : text[...]
        guard !rest.contains("://") else { throw invalid("only oci:// and kernel:// are known") }
        var digest: String?
        if let at = rest.firstIndex(of: "@") {
            digest = String(rest[rest.index(after: at)...])
            rest = rest[..<at]
            guard Self.isDigest(digest ?? "") else { throw invalid("'\(digest ?? "")' is not a digest") }
        }
        var tag: String?
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            tag = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
            guard Self.isTag(tag ?? "") else { throw invalid("'\(tag ?? "")' is not a tag") }
        }
        var registry: String?
        if let slash = rest.firstIndex(of: "/") {
            let first = rest[..<slash]
            if first.contains(".") || first.contains(":") || first == "localhost" {
                guard Self.isRegistry(first) else { throw invalid("'\(first)' is not a registry") }
                registry = String(first)
                rest = rest[rest.index(after: slash)...]
            }
        }
        guard Self.isName(rest) else { throw invalid("'\(rest)' is not a name") }
        self.init(registry: registry, name: String(rest), tag: tag, digest: digest)
    }

    /// The reference with registry and tag: `unikraft.org/base:latest`; the path for a kernel file.
    public var resolvedText: String {
        if let kernelPath { return kernelPath }
        let tagText = tag ?? (digest == nil ? Self.defaultTag : nil)
        return "\(registry ?? Self.defaultRegistry)/\(name)" + (tagText.map { ":\($0)" } ?? "")
            + (digest.map { "@\($0)" } ?? "")
    }
}

extension RuntimeReference: CustomStringConvertible {
    /// The reference as short as it was written.
    public var description: String {
        if let kernelPath { return "kernel://\(kernelPath)" }
        return (registry.map { "\($0)/" } ?? "") + name + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }
}
