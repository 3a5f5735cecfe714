import FoundationEssentials

/// A message of the QEMU Machine Protocol (docs/interop/qmp-spec.rst, sections "Server Greeting",
/// "Responses" and "Asynchronous events"), as far as this module reads it.
struct QMPMessage: Decodable {
    /// The version part of the greeting is present in the first message only.
    var isGreeting: Bool
    /// The id that the command was sent with.
    var identifier: UInt64?
    /// Present in the answer to a command that failed.
    var error: Failure?
    /// Present in an event.
    var event: String?
    /// The parts of a successful answer that are used here.
    var result: Result?

    struct Failure: Decodable, Sendable {
        var `class`: String
        var desc: String
    }

    /// What a command returned: the fields that are used here, whichever command it was.
    struct Result: Sendable {
        /// `query-status`: the run state.
        var status: String?
        /// `human-monitor-command`: the text.
        var text: String?
    }

    private enum Keys: String, CodingKey {
        case greeting = "QMP"
        case identifier = "id"
        case error, event
        case result = "return"
    }

    private enum ResultKeys: String, CodingKey {
        case status
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        isGreeting = container.contains(.greeting)
        identifier = try container.decodeIfPresent(UInt64.self, forKey: .identifier)
        error = try container.decodeIfPresent(Failure.self, forKey: .error)
        event = try container.decodeIfPresent(String.self, forKey: .event)
        if container.contains(.result) {
            let fields = try? container.nestedContainer(keyedBy: ResultKeys.self, forKey: .result)
            result = Result(
                status: try? fields?.decodeIfPresent(String.self, forKey: .status),
                text: try? container.decode(String.self, forKey: .result))
        }
    }
}
