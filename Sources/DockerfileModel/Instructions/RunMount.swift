/// One mount of `RUN --mount=type=…` (Dockerfile reference, "RUN --mount").
public struct RunMount: Sendable, Hashable {
    /// `type`: what is mounted.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Files of the context, a stage or an image.
        case bind
        /// A directory that outlives the build.
        case cache
        /// A file system in memory.
        case tmpfs
        /// A secret file or variable.
        case secret
        /// The socket of an SSH agent.
        case ssh
    }

    /// `sharing`: how several builds use one cache at a time.
    public enum Sharing: String, Sendable, Hashable, CaseIterable {
        /// All write to it.
        case shared
        /// Each gets its own.
        case `private`
        /// One waits for the other.
        case locked
    }

    /// What is mounted.
    public var kind: Kind
    /// `from`: a stage, an image or a named context; nil for the build context.
    public var from: String?
    /// `source`: the path in what is mounted; nil for its root. For a secret, its id.
    public var source: String?
    /// `target`: the path in the container; nil when not given.
    public var target: String?
    /// Whether the command cannot write to it.
    public var isReadOnly: Bool
    /// `size`: the largest size of a tmpfs in bytes; nil for no limit.
    public var sizeLimit: UInt64?
    /// `id`: what names the cache, the secret or the agent.
    public var id: String?
    /// `sharing`: how several builds use the cache; nil means shared.
    public var sharing: Sharing?
    /// `required`: whether a missing secret or agent is an error.
    public var isRequired: Bool
    /// `env`: the variable that holds the secret; empty for the secret's id, nil for none.
    public var environmentVariable: String?
    /// `mode`: the permission bits; nil when not given.
    public var mode: UInt32?
    /// `uid`: the owner's number; nil when not given.
    public var uid: UInt32?
    /// `gid`: the group's number; nil when not given.
    public var gid: UInt32?
    /// The value of the flag as written, variables and all.
    public var text: String
    /// Whether a field that decides on others still holds a variable, so that it has no value yet.
    public var isProvisional: Bool

    /// Creates a mount with the defaults of its kind.
    ///
    /// - Parameters:
    ///   - kind: What is mounted.
    ///   - text: The value of the flag as written.
    public init(kind: Kind = .bind, text: String = "") {
        self.kind = kind
        self.text = text
        isReadOnly = kind != .cache && kind != .tmpfs
        isRequired = false
        isProvisional = false
    }
}
