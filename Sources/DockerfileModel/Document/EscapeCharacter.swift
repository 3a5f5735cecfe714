/// The character that escapes others and continues a line: the parser directive `escape`.
public enum EscapeCharacter: UInt8, Sendable, Hashable, CaseIterable {
    /// The backslash, the default.
    case backslash = 0x5c
    /// The grave accent, for paths of Windows.
    case backtick = 0x60

    /// The character.
    public var character: Character { self == .backslash ? "\\" : "`" }
}
