public import UnikraftCore

extension Diagnostic.Code {
    /// A shell call in a Kconfig file that is not executed.
    public static let kconfigShell = Diagnostic.Code("kconfig-shell")
    /// A line of a configuration file that is none of its forms.
    public static let configurationLine = Diagnostic.Code("configuration-line")
    /// A symbol that did not become what was asked for.
    public static let configurationDifference = Diagnostic.Code("configuration-difference")
    /// What a compiler said of a source file.
    public static let compiler = Diagnostic.Code("compiler")
    /// What the linker said.
    public static let linker = Diagnostic.Code("linker")
    /// What make said.
    public static let make = Diagnostic.Code("make")
}
