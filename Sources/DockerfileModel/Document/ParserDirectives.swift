/// The parser directives at the top of a Dockerfile (Dockerfile reference, "Parser directives").
public struct ParserDirectives: Sendable, Hashable {
    /// The image that should read the file, for example `docker/dockerfile:1`. This module reads the file itself.
    public var syntax: String?
    /// The escape character.
    public var escape: EscapeCharacter
    /// The build checks to skip or to take as errors.
    public var check: CheckOptions

    /// Creates directives.
    ///
    /// - Parameters:
    ///   - syntax: The image that should read the file.
    ///   - escape: The escape character.
    ///   - check: The build checks to skip or to take as errors.
    public init(syntax: String? = nil, escape: EscapeCharacter = .backslash, check: CheckOptions = .init()) {
        self.syntax = syntax
        self.escape = escape
        self.check = check
    }
}
