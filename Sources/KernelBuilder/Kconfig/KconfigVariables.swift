/// What `$(NAME)` stands for in a Kconfig tree of Unikraft (`COMMON_CONFIG_ENV` in the core's `Makefile`).
public struct KconfigVariables: Sendable, Hashable {
    /// The variables by name.
    public var values: [String: String]

    /// Creates the variables.
    ///
    /// - Parameter values: The variables by name.
    public init(_ values: [String: String] = [:]) {
        self.values = values
    }

    /// The variables that the core's make sets.
    ///
    /// - Parameters:
    ///   - core: The core's directory.
    ///   - application: The directory given to make as `A`.
    ///   - libraries: The directories given to make as `L`.
    ///   - name: The image's name.
    ///   - architecture: Unikraft's name of the architecture.
    public init(
        core: String, application: String, libraries: [String], name: String, architecture: String
    ) {
        values = [
            "UK_BASE": core,
            "UK_APP": application,
            "UK_NAME": name,
            "UK_ARCH": architecture,
            "KCONFIG_LIB_BASE": "\(core)/lib",
            "KCONFIG_ELIB_DIRS": libraries.joined(separator: ":"),
            "KCONFIG_PLAT_BASE": "\(core)/plat",
            "KCONFIG_EPLAT_DIRS": "",
            "KCONFIG_DRIV_BASE": "\(core)/drivers",
            "KCONFIG_EAPP_DIR": core == application ? "" : application,
            "KCONFIG_EXCLUDEDIRS": "",
        ]
    }
}
