/// What the project asks of the configuration, layer over layer; a later one wins.
public struct ConfigurationRequest: Sendable, Hashable {
    /// Who asks.
    public enum Origin: Sendable, Hashable, CustomStringConvertible {
        /// `kconfig:` at the top of the Kraftfile, the template's included.
        case application
        /// `kconfig:` of `unikraft:`.
        case core
        /// `kconfig:` of a library, and the switch that turns it on.
        case library(String)
        /// What the architecture needs.
        case architecture
        /// What the platform needs.
        case platform
        /// `kconfig:` of the target.
        case target
        /// `env:` of the Kraftfile.
        case environment
        /// The root file system that is embedded.
        case embeddedInitrd

        /// The text for people.
        public var description: String {
            switch self {
            case .application: "the project"
            case .core: "unikraft"
            case .library(let name): "the library \(name)"
            case .architecture: "the architecture"
            case .platform: "the platform"
            case .target: "the target"
            case .environment: "the environment"
            case .embeddedInitrd: "the embedded initrd"
            }
        }
    }

    /// One wish.
    public struct Entry: Sendable, Hashable {
        /// The symbol's name without `CONFIG_`.
        public var name: String
        /// The value as it was written.
        public var text: String
        /// Who asks.
        public var origin: Origin
    }

    /// The wishes in the order of their names' first appearance; each name once.
    public private(set) var entries: [Entry] = []
    private var places: [String: Int] = [:]

    /// Creates a request that asks for nothing.
    public init() {}

    /// Asks for a value, in place of what was asked for before.
    ///
    /// - Parameters:
    ///   - name: The symbol's name, with or without `CONFIG_`.
    ///   - text: The value as it was written: `y`, `n`, a number, a text.
    ///   - origin: Who asks.
    public mutating func set(_ name: String, _ text: String, origin: Origin) {
        let entry = Entry(name: ConfigurationName.bare(name), text: text, origin: origin)
        if let place = places[entry.name] {
            entries[place] = entry
        } else {
            places[entry.name] = entries.count
            entries.append(entry)
        }
    }

    /// What is asked of a symbol; nil when nothing is.
    ///
    /// - Parameter name: The symbol's name, with or without `CONFIG_`.
    public subscript(name: String) -> Entry? {
        places[ConfigurationName.bare(name)].map { entries[$0] }
    }

    /// Whether the request switches a symbol on.
    ///
    /// - Parameter name: The symbol's name, with or without `CONFIG_`.
    /// - Returns: Whether it asks for `y`.
    public func isEnabled(_ name: String) -> Bool {
        self[name].map { ConfigurationValue(guessing: $0.text) == .yes } ?? false
    }
}
