/// What `FROM [--platform=P] BASE [AS NAME]` says.
public struct FromInstruction: Sendable, Hashable {
    /// An image, an earlier stage, or `scratch`; variables as written.
    public var base: String
    /// The stage's name in lower case; nil when there is none.
    public var name: String?
    /// The value of `--platform`, variables as written.
    public var platform: String?
    /// The stage's name as written.
    public var writtenName: String?
    /// The word `AS` as written.
    public var writtenAs: String?

    /// Creates the values.
    ///
    /// - Parameters:
    ///   - base: An image, an earlier stage, or `scratch`.
    ///   - name: The stage's name; kept in lower case.
    ///   - platform: The value of `--platform`.
    ///   - writtenAs: The word `AS` as written.
    public init(base: String, name: String? = nil, platform: String? = nil, writtenAs: String? = nil) {
        self.base = base
        self.name = name?.lowercased()
        self.platform = platform
        writtenName = name
        self.writtenAs = writtenAs
    }
}
