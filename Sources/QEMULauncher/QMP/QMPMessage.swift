/// A command on the wire (docs/interop/qmp-spec.rst, "Issuing Commands").
struct QMPRequest<Command: QMPCommand>: Encodable {
    private let command: Command
    private let identifier: UInt64

    init(_ command: Command, identifier: UInt64) {
        self.command = command
        self.identifier = identifier
    }

    private enum CodingKeys: String, CodingKey {
        case execute, arguments, id
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Command.name, forKey: .execute)
        try container.encode(command, forKey: .arguments)
        try container.encode(identifier, forKey: .id)
    }
}

/// The part of a message that tells what it is ("Server Greeting", "Command Responses", "Asynchronous events").
struct QMPMessage: Decodable {
    /// Whether it is the first message of a connection.
    var isGreeting: Bool
    /// Whether QEMU sent it by itself.
    var isEvent: Bool
    /// The number that the command was sent with.
    var identifier: UInt64?
    /// Why a command failed.
    var error: Failure?

    struct Failure: Decodable {
        var `class`: String
        var desc: String
    }

    private enum CodingKeys: String, CodingKey {
        case greeting = "QMP"
        case identifier = "id"
        case error, event
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        isGreeting = container.contains(.greeting)
        isEvent = container.contains(.event)
        identifier = try container.decodeIfPresent(UInt64.self, forKey: .identifier)
        error = try container.decodeIfPresent(Failure.self, forKey: .error)
    }
}

/// The answer to a command that succeeded.
struct QMPAnswer<Reply: Decodable>: Decodable {
    var result: Reply

    private enum CodingKeys: String, CodingKey {
        case result = "return"
    }
}
