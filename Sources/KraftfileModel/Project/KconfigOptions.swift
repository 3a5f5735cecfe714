/// Kconfig options in the order they were written, each name once.
public struct KconfigOptions: Sendable, Hashable, ExpressibleByArrayLiteral {
    /// The options.
    public private(set) var options: [KconfigOption] = []

    /// Creates options; of two with one name the later value counts, in the place of the first.
    ///
    /// - Parameter options: The options.
    public init(_ options: [KconfigOption] = []) {
        merge(options)
    }

    /// Creates options from a literal.
    public init(arrayLiteral elements: KconfigOption...) {
        self.init(elements)
    }

    /// Whether there is none.
    public var isEmpty: Bool { options.isEmpty }

    /// The value of an option.
    ///
    /// - Parameter name: The name, with or without `CONFIG_`.
    public subscript(name: String) -> KconfigValue? {
        let full = KconfigOption(name, .no).name
        return options.first { $0.name == full }?.value
    }

    /// Adds options; they win over those that are there.
    ///
    /// - Parameter others: The options.
    public mutating func merge(_ others: some Sequence<KconfigOption>) {
        var places = Dictionary(options.enumerated().map { ($1.name, $0) }) { first, _ in first }
        for option in others {
            if let place = places[option.name] {
                options[place].value = option.value
            } else {
                places[option.name] = options.count
                options.append(option)
            }
        }
    }
}
