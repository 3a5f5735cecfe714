extension DistributionError {
    /// What went wrong. New codes may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The code's name, for example `notFound`.
        public let description: String

        /// The registry wants a login, or refused the one it got.
        public static let unauthorized = Code(description: "unauthorized")
        /// The registry knows who asks, and does not allow it.
        public static let denied = Code(description: "denied")
        /// There is no such image, manifest or blob.
        public static let notFound = Code(description: "notFound")
        /// The registry wants fewer requests.
        public static let rateLimited = Code(description: "rateLimited")
        /// The registry answered in a way that the specification does not know.
        public static let unexpectedAnswer = Code(description: "unexpectedAnswer")
        /// The registry could not be reached, or not to the end.
        public static let connection = Code(description: "connection")
        /// The registry wants a credential to go where it may not go.
        public static let refusedRealm = Code(description: "refusedRealm")
        /// The registry points to a place that is not acceptable.
        public static let refusedRedirect = Code(description: "refusedRedirect")
        /// The content is not what its digest says.
        public static let digestMismatch = Code(description: "digestMismatch")
        /// The content is longer or shorter than announced.
        public static let sizeMismatch = Code(description: "sizeMismatch")
        /// The content exceeds a bound.
        public static let tooLarge = Code(description: "tooLarge")
        /// A manifest, an index or a configuration is malformed.
        public static let invalidDocument = Code(description: "invalidDocument")
        /// A layer's content is damaged.
        public static let damagedLayer = Code(description: "damagedLayer")
        /// A media type or a compression is not supported.
        public static let unsupported = Code(description: "unsupported")
        /// No manifest of an index fits what is wanted.
        public static let noMatch = Code(description: "noMatch")
        /// There is already something with that name.
        public static let exists = Code(description: "exists")
        /// A credential cannot be read or stored.
        public static let credential = Code(description: "credential")
        /// A configuration file is malformed.
        public static let configuration = Code(description: "configuration")
        /// A file cannot be read or written.
        public static let storage = Code(description: "storage")
    }
}
