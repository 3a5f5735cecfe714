/// A directory or file of the host that the guest sees.
public struct VolumeSpecification: Sendable, Hashable {
    /// The driver, for example `9pfs`; nil when the source decides.
    public var driver: String?
    /// The path on the host, relative to the Kraftfile's directory unless it is absolute.
    public var source: String
    /// The path in the guest.
    public var destination: String
    /// Whether the guest may only read it.
    public var isReadOnly: Bool

    /// Creates a volume.
    ///
    /// - Parameters:
    ///   - source: The path on the host.
    ///   - destination: The path in the guest.
    ///   - driver: The driver.
    ///   - isReadOnly: Whether the guest may only read it.
    public init(source: String, destination: String = "/", driver: String? = nil, isReadOnly: Bool = false) {
        self.driver = driver
        self.source = source
        self.destination = destination
        self.isReadOnly = isReadOnly
    }
}

/// A variable of the guest's environment.
public struct EnvironmentEntry: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its value; nil to take that of the host.
    public var value: String?

    /// Creates a variable.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - value: Its value; nil to take that of the host.
    public init(_ name: String, _ value: String?) {
        self.name = name
        self.value = value
    }
}

/// A label of a package.
public struct Label: Sendable, Hashable {
    /// Its key.
    public var key: String
    /// Its value.
    public var value: String

    /// Creates a label.
    ///
    /// - Parameters:
    ///   - key: Its key.
    ///   - value: Its value.
    public init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }
}
