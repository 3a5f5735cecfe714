/// What a server says it wants before it answers (RFC 9110, section 11.3).
struct Challenge: Sendable, Hashable {
    /// The scheme in lower case: `bearer`, `basic`.
    var scheme: String
    /// The parameters; names are in lower case.
    var parameters: [String: String] = [:]
}

extension Challenge {
    /// Reads the values of `WWW-Authenticate`.
    ///
    /// The grammar is a list of challenges, each a scheme with either one token or a list of parameters; commas
    /// separate both lists (RFC 9110, section 11.6.1). What does not follow it is skipped: a challenge that is not
    /// understood is as good as none.
    static func parse(_ values: [String]) -> [Challenge] {
        values.flatMap { value in
            var parser = ChallengeParser(Array(value.utf8))
            return parser.parse()
        }
    }
}
