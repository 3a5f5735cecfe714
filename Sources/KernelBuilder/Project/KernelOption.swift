/// A wish for the configuration, as a project writes it.
public struct KernelOption: Sendable, Hashable {
    /// The symbol's name, with or without `CONFIG_`.
    public var name: String
    /// The value as it was written: `y`, `n`, a number, a text.
    public var text: String

    /// Creates an option.
    ///
    /// - Parameters:
    ///   - name: The symbol's name, with or without `CONFIG_`.
    ///   - text: The value as it was written.
    public init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }
}

/// A component with the options that go with it.
public struct KernelPart: Sendable, Hashable {
    /// The component.
    public var request: ComponentRequest
    /// The options that go with it.
    public var options: [KernelOption]

    /// Creates a part.
    ///
    /// - Parameters:
    ///   - key: Which part it is.
    ///   - origin: Where it comes from.
    ///   - options: The options that go with it.
    public init(_ key: ComponentKey, from origin: ComponentOrigin, options: [KernelOption] = []) {
        request = ComponentRequest(key, from: origin)
        self.options = options
    }
}
