import FoundationEssentials

/// A command that a ``FakeQMPServer`` received.
public struct FakeQMPCommand: Sendable, Hashable {
    /// The command's name; empty for what is no command.
    public let name: String
    /// The number that the client gave it.
    public let identifier: UInt64?
    /// The whole line.
    public let line: String

    private struct Form: Decodable {
        var execute: String
        var id: UInt64?
    }

    /// Reads a line.
    ///
    /// - Parameter line: The line without its end.
    init(line: String) {
        let form = try? JSONDecoder().decode(Form.self, from: Data(line.utf8))
        name = form?.execute ?? ""
        identifier = form?.id
        self.line = line
    }
}

/// What a ``FakeQMPServer`` does about a command.
public indirect enum FakeQMPReaction: Sendable, Hashable {
    /// It answers with a value, given as JSON.
    case reply(String)
    /// It refuses, with the class and the description of an error.
    case refuse(class: String, description: String)
    /// It sends a line as it is: nonsense, an answer to another command, several lines.
    case line(String)
    /// It does nothing.
    case silence
    /// It hangs up.
    case hangUp
    /// It does something else later. Commands that come meanwhile are not kept waiting.
    case later(Duration, FakeQMPReaction)
}
