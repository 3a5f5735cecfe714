/// A value in a YAML text together with its place.
public struct YAMLNode: Sendable, Hashable {
    /// What the node holds.
    public enum Content: Sendable, Hashable {
        /// A text; ``YAMLNode/Style`` tells how it was written. An absent value is the empty plain text.
        case scalar(String)
        /// A list.
        case sequence([YAMLNode])
        /// Keys with their values, in the order of the text.
        case mapping([YAMLEntry])
    }

    /// How a node is written (YAML 1.1, chapters 8 to 10).
    public enum Style: String, Sendable, Hashable {
        /// A scalar without quotes.
        case plain
        /// A scalar in single quotes.
        case singleQuoted
        /// A scalar in double quotes.
        case doubleQuoted
        /// A block scalar that keeps its line breaks: `|`.
        case literal
        /// A block scalar that joins its lines: `>`.
        case folded
        /// A list or mapping by indentation.
        case block
        /// A list or mapping in brackets or braces.
        case flow
    }

    /// What the node holds.
    public var content: Content
    /// How it is written.
    public var style: Style
    /// The bytes of the text that the node takes, without its anchor and tag; empty for an absent value.
    public var range: Range<Int>
    /// The tag as written, for example `!!str`.
    public var tag: String?
    /// The name of the anchor on it.
    public var anchor: String?
    /// The name of the anchor it repeats: the content comes from there, the range is that of `*name`.
    public var alias: String?

    /// Creates a node.
    init(_ content: Content, _ style: Style, _ range: Range<Int>) {
        self.content = content
        self.style = style
        self.range = range
    }

    /// An absent value.
    static func absent(at offset: Int) -> YAMLNode {
        YAMLNode(.scalar(""), .plain, offset..<offset)
    }

    /// The text of a scalar.
    public var scalar: String? {
        if case .scalar(let text) = content { text } else { nil }
    }

    /// The nodes of a list.
    public var sequence: [YAMLNode]? {
        if case .sequence(let nodes) = content { nodes } else { nil }
    }

    /// The entries of a mapping.
    public var mapping: [YAMLEntry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// The value of a key.
    ///
    /// - Parameter key: The key.
    /// - Returns: The value; nil when the node is no mapping or has no such key.
    public subscript(key: String) -> YAMLNode? {
        entry(key)?.value
    }

    /// The entry of a key.
    ///
    /// - Parameter key: The key.
    /// - Returns: The entry; nil when the node is no mapping or has no such key.
    public func entry(_ key: String) -> YAMLEntry? {
        mapping?.first { $0.key.scalar == key }
    }
}

/// A key with its value.
public struct YAMLEntry: Sendable, Hashable {
    /// The key.
    public var key: YAMLNode
    /// The value.
    public var value: YAMLNode
    /// Whether the entry came from another mapping by the merge key `<<`; its place is then there.
    public var isMerged = false

    /// Creates an entry.
    init(key: YAMLNode, value: YAMLNode, isMerged: Bool = false) {
        self.key = key
        self.value = value
        self.isMerged = isMerged
    }
}
