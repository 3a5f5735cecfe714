/// A part that a kernel is built from: Unikraft itself, a library or a template.
public struct Component: Sendable, Hashable {
    /// Where it comes from; nil for the place that its name has in the index of components.
    public var source: ComponentSource?
    /// A channel (`stable`), a release (`0.17.0`), a branch or a commit.
    public var version: String?
    /// The options it sets.
    public var kconfig: KconfigOptions
    /// Whether the source is a kernel that is built already (`type: kernel`, only for `unikraft`).
    public var isPrebuiltKernel: Bool

    /// Creates a component.
    ///
    /// - Parameters:
    ///   - source: Where it comes from.
    ///   - version: A channel, a release, a branch or a commit.
    ///   - kconfig: The options it sets.
    ///   - isPrebuiltKernel: Whether the source is a kernel that is built already.
    public init(
        source: ComponentSource? = nil, version: String? = nil, kconfig: KconfigOptions = [],
        isPrebuiltKernel: Bool = false
    ) {
        self.source = source
        self.version = version
        self.kconfig = kconfig
        self.isPrebuiltKernel = isPrebuiltKernel
    }

    /// Reads the short form: a source, or else a version.
    ///
    /// - Parameter text: The text.
    public init(parsing text: String) {
        if let source = ComponentSource(shortForm: text) {
            self.init(source: source, version: source.reference)
        } else {
            self.init(version: text)
        }
    }
}

/// A library of a project.
public struct Library: Sendable, Hashable {
    /// Its name, for example `lwip`.
    public var name: String
    /// What it is built from.
    public var component: Component

    /// Creates a library.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - component: What it is built from.
    public init(name: String, component: Component) {
        self.name = name
        self.component = component
    }

    /// The option that puts the library into a kernel: `CONFIG_LIB` and the name in upper case with `_` for
    /// `-`; a name that begins with `lib` is not given the prefix twice.
    public var enablingOption: KconfigOption {
        let upper = name.uppercased().replacing("-", with: "_")
        return KconfigOption("CONFIG_" + (upper.hasPrefix("LIB") ? upper : "LIB" + upper), .yes)
    }
}

/// The project that another one builds on.
public struct Template: Sendable, Hashable {
    /// Its name, if it is given.
    public var name: String?
    /// Where it comes from.
    public var component: Component

    /// Creates a template.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - component: Where it comes from.
    public init(name: String? = nil, component: Component) {
        self.name = name
        self.component = component
    }
}
