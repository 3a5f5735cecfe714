/// One problem in a file that a person wrote, with its place and what to do about it.
public struct Diagnostic: Sendable, Hashable {
    /// How bad a problem is.
    public enum Severity: String, Sendable, Hashable, CaseIterable {
        /// The file cannot be used as it is.
        case error
        /// The file can be used, and will probably not do what its author wants.
        case warning
    }

    /// The kind of a problem, stable between releases. Each language declares its own.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name in lower case with hyphens, for example `unknown-key`.
        public let description: String

        /// Creates a code.
        ///
        /// - Parameter name: The name in lower case with hyphens, or in camel case, as the codes of errors are:
        ///   `libraryAbsent` becomes `library-absent`.
        public init(_ name: String) {
            description = Code.hyphenated(name)
        }

        private static func hyphenated(_ name: String) -> String {
            guard name.utf8.contains(where: { $0.isCapital }) else { return name }
            let letters = Array(name.utf8)
            var result: [UInt8] = []
            for (place, letter) in letters.enumerated() {
                let follows = place > 0 && letters[place - 1] != UInt8(ascii: "-")
                let endsWord = place > 0 && !letters[place - 1].isCapital
                let beginsWord = place + 1 < letters.count && !letters[place + 1].isCapital
                if letter.isCapital, follows, endsWord || beginsWord { result.append(UInt8(ascii: "-")) }
                result.append(letter.isCapital ? letter | 0x20 : letter)
            }
            return String(decoding: result, as: UTF8.self)
        }
    }

    /// How bad it is.
    public var severity: Severity
    /// What kind of problem it is.
    public var code: Code
    /// What is wrong, in one sentence without its full stop.
    public var message: String
    /// Where it is; nil when it concerns the file as a whole.
    public var location: SourceLocation?
    /// The line it is in; nil when there is none.
    public var excerpt: SourceExcerpt?
    /// What to do about it, as a sentence.
    public var remedy: String?
    /// What was probably meant: the text to put where the excerpt's mark is.
    public var suggestion: String?

    /// Creates a diagnostic from its parts. ``SourceText/diagnostic(_:_:_:at:remedy:suggestion:)`` finds
    /// place and excerpt.
    ///
    /// - Parameters:
    ///   - severity: How bad it is.
    ///   - code: What kind of problem it is.
    ///   - message: What is wrong, in one sentence without its full stop.
    ///   - location: Where it is.
    ///   - excerpt: The line it is in.
    ///   - remedy: What to do about it, as a sentence.
    ///   - suggestion: The text to put where the excerpt's mark is.
    public init(
        _ severity: Severity, _ code: Code, _ message: String, location: SourceLocation? = nil,
        excerpt: SourceExcerpt? = nil, remedy: String? = nil, suggestion: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.location = location
        self.excerpt = excerpt
        self.remedy = remedy
        self.suggestion = suggestion
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The text for people: the place and the message, the line with a mark below it, the remedy.
    public var description: String {
        let place = location.map { "\($0): " } ?? ""
        var text = "\(place)\(severity.rawValue): \(message) [\(code)]"
        if let excerpt, let location {
            let number = String(location.line)
            let margin = String(repeating: " ", count: number.count)
            text += "\n  \(number) | \(excerpt.text)\n  \(margin) | \(excerpt.markLine)"
        }
        if let suggestion { text += "\n  suggestion: \(suggestion)" }
        if let remedy { text += "\n  help: \(remedy)" }
        return text
    }
}

extension Diagnostic: Error {}

extension Sequence<Diagnostic> {
    /// Whether one of them is an error.
    public var containsErrors: Bool {
        contains { $0.severity == .error }
    }

    /// The diagnostics in the order of the file; those without a place come first.
    public func sortedByPlace() -> [Diagnostic] {
        sorted { left, right in
            switch (left.location, right.location) {
            case (nil, nil), (_?, nil): false
            case (nil, _?): true
            case (let left?, let right?): left < right
            }
        }
    }
}

extension UInt8 {
    /// Whether this is one of the letters A to Z.
    fileprivate var isCapital: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
}
