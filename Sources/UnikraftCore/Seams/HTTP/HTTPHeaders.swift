/// The fields of a head, in order. Names are the same whatever their case is (RFC 9110, section 5.1).
public struct HTTPHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral, CustomStringConvertible {
    /// A field.
    public struct Field: Sendable, Hashable {
        /// The name as it was written.
        public var name: String
        /// The value without blanks around it.
        public var value: String
    }

    /// The fields in order; a name may come more than once.
    public private(set) var fields: [Field] = []

    /// Creates an empty head.
    public init() {}

    /// Creates a head.
    ///
    /// - Parameter elements: Names and values.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }

    /// Appends a field.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - value: The value.
    public mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// The first value of a name; setting it replaces all.
    ///
    /// - Parameter name: The name.
    public subscript(name: String) -> String? {
        get { fields.first { Self.matches($0.name, name) }?.value }
        set {
            fields.removeAll { Self.matches($0.name, name) }
            if let newValue { add(name, newValue) }
        }
    }

    /// Every value of a name, in order.
    ///
    /// - Parameter name: The name.
    /// - Returns: The values.
    public func all(_ name: String) -> [String] {
        fields.filter { Self.matches($0.name, name) }.map(\.value)
    }

    /// The head without the values of fields that hold secrets.
    public var description: String {
        fields.map { field in
            let isSecret = ["authorization", "proxy-authorization", "cookie", "set-cookie"].contains(
                field.name.lowercased())
            return "\(field.name): \(isSecret ? "…" : field.value)"
        }.joined(separator: "\n")
    }

    private static func matches(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.lowercased() == right.lowercased()
    }
}
