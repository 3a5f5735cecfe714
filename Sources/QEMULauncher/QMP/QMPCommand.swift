/// A command of the QEMU Machine Protocol. Its stored properties are its arguments, by QEMU's own names.
public protocol QMPCommand: Encodable, Sendable {
    /// What it returns.
    associatedtype Reply: Decodable & Sendable

    /// The command's name.
    static var name: String { get }
}

/// Commands and values of the QEMU Machine Protocol (QEMU QMP Reference Manual), by QEMU's own names.
public enum QMP {
    /// The answer of commands that return nothing: an empty object.
    public struct Nothing: Codable, Sendable, Hashable {}
}

extension QMP {
    /// `qmp_capabilities`: ends the negotiation that a connection begins with.
    public struct Capabilities: QMPCommand {
        /// Nothing is returned.
        public typealias Reply = Nothing
        /// The command's name.
        public static let name = "qmp_capabilities"
        /// Creates the command.
        public init() {}
    }

    /// `query-status`: whether the guest runs.
    public struct QueryStatus: QMPCommand {
        /// The run state.
        public struct Reply: Decodable, Sendable, Hashable {
            /// `RunState`: for example `running`, `paused`, `internal-error`, `shutdown`.
            public var status: String
            /// Whether processors execute instructions.
            public var running: Bool
        }
        /// The command's name.
        public static let name = "query-status"
        /// Creates the command.
        public init() {}
    }

    /// `query-version`: QEMU's version.
    public struct QueryVersion: QMPCommand {
        /// The version.
        public struct Reply: Decodable, Sendable, Hashable {
            /// The three numbers.
            public struct Numbers: Decodable, Sendable, Hashable {
                /// The first number.
                public var major: Int
                /// The second number.
                public var minor: Int
                /// The third number.
                public var micro: Int
            }
            /// The three numbers.
            public var qemu: Numbers
            /// The distribution's own version.
            public var package: String
        }
        /// The command's name.
        public static let name = "query-version"
        /// Creates the command.
        public init() {}
    }

    /// `query-cpus-fast`: the virtual processors, without disturbing them.
    public struct QueryProcessors: QMPCommand {
        /// A processor.
        public struct Processor: Decodable, Sendable, Hashable {
            /// Its number.
            public var index: Int
            /// The host's thread that executes it.
            public var thread: Int

            private enum CodingKeys: String, CodingKey {
                case index = "cpu-index"
                case thread = "thread-id"
            }
        }
        /// The processors.
        public typealias Reply = [Processor]
        /// The command's name.
        public static let name = "query-cpus-fast"
        /// Creates the command.
        public init() {}
    }

    /// `query-named-block-nodes`: the block devices' files.
    public struct QueryBlockNodes: QMPCommand {
        /// One object a node.
        public typealias Reply = [JSONValue]
        /// The command's name.
        public static let name = "query-named-block-nodes"
        /// Creates the command.
        public init() {}
    }

    /// `cont`: lets processors run.
    public struct Continue: QMPCommand {
        /// Nothing is returned.
        public typealias Reply = Nothing
        /// The command's name.
        public static let name = "cont"
        /// Creates the command.
        public init() {}
    }

    /// `stop`: halts processors.
    public struct Stop: QMPCommand {
        /// Nothing is returned.
        public typealias Reply = Nothing
        /// The command's name.
        public static let name = "stop"
        /// Creates the command.
        public init() {}
    }

    /// `system_reset`: resets the machine.
    public struct Reset: QMPCommand {
        /// Nothing is returned.
        public typealias Reply = Nothing
        /// The command's name.
        public static let name = "system_reset"
        /// Creates the command.
        public init() {}
    }

    /// `system_powerdown`: presses the power button.
    public struct PowerDown: QMPCommand {
        /// Nothing is returned.
        public typealias Reply = Nothing
        /// The command's name.
        public static let name = "system_powerdown"
        /// Creates the command.
        public init() {}
    }

    /// `quit`: ends QEMU.
    public struct Quit: QMPCommand {
        /// Nothing is returned.
        public typealias Reply = Nothing
        /// The command's name.
        public static let name = "quit"
        /// Creates the command.
        public init() {}
    }

    /// `human-monitor-command`: a command of the monitor for people.
    public struct HumanMonitor: QMPCommand {
        /// What the monitor prints.
        public typealias Reply = String
        /// The command's name.
        public static let name = "human-monitor-command"
        /// The command with its arguments.
        public var commandLine: String

        /// Creates the command.
        ///
        /// - Parameter commandLine: The command with its arguments.
        public init(_ commandLine: String) {
            self.commandLine = commandLine
        }

        private enum CodingKeys: String, CodingKey {
            case commandLine = "command-line"
        }
    }
}
