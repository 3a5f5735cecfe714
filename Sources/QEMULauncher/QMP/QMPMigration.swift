extension QMP {
    /// `getfd`: takes a descriptor that is sent along with it, under a name.
    public struct GetDescriptor: QMPCommand {
        /// Nothing is returned.
        public typealias Reply = Nothing
        /// The command's name.
        public static let name = "getfd"
        /// The descriptor's name; one that begins with a letter.
        public var fdname: String

        /// Creates the command.
        ///
        /// - Parameter name: The descriptor's name.
        public init(name: String) {
            fdname = name
        }
    }

    /// `migrate-set-parameters`: how fast a migration may be.
    public struct SetMigrationParameters: QMPCommand {
        /// Nothing is returned.
        public typealias Reply = Nothing
        /// The command's name.
        public static let name = "migrate-set-parameters"
        /// Bytes a second.
        public var maxBandwidth: UInt64

        /// Creates the command.
        ///
        /// - Parameter maxBandwidth: Bytes a second.
        public init(maxBandwidth: UInt64) {
            self.maxBandwidth = maxBandwidth
        }

        private enum CodingKeys: String, CodingKey {
            case maxBandwidth = "max-bandwidth"
        }
    }

    /// `migrate`: writes the machine's state somewhere; it returns before that is done.
    public struct Migrate: QMPCommand {
        /// Nothing is returned.
        public typealias Reply = Nothing
        /// The command's name.
        public static let name = "migrate"
        /// Where to, for example `fd:` and a descriptor's name.
        public var uri: String

        /// Creates the command.
        ///
        /// - Parameter uri: Where to.
        public init(uri: String) {
            self.uri = uri
        }
    }

    /// `query-migrate`: how far a migration is.
    public struct QueryMigration: QMPCommand {
        /// How far it is.
        public struct Reply: Decodable, Sendable, Hashable {
            /// `MigrationStatus`: for example `active`, `completed`, `failed`; nil when there was none.
            public var status: String?
            /// Why it failed.
            public var errorDescription: String?

            private enum CodingKeys: String, CodingKey {
                case status
                case errorDescription = "error-desc"
            }
        }
        /// The command's name.
        public static let name = "query-migrate"
        /// Creates the command.
        public init() {}
    }
}
