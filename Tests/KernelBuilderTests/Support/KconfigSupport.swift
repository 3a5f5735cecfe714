import SystemPackage
import UnikraftCore
import UnikraftTesting

@testable import KernelBuilder

/// Reads a Kconfig tree that is written to a temporary directory.
func readTree(
    _ files: [String: String], root: String = "Config.uk", variables: [String: String] = [:],
    limits: KconfigLimits = KconfigLimits()
) throws -> KconfigTree {
    let directory = try TemporaryDirectory()
    for (name, text) in files { try directory.write(name, Array(text.utf8)) }
    var values = variables
    values["BASE"] = directory.path.string
    return try KconfigReader(variables: KconfigVariables(values), limits: limits)
        .read(directory.path.appending(root))
}

/// A configuration from its text.
func configuration(_ text: String) -> KernelConfiguration {
    var problems: [Diagnostic] = []
    return KernelConfiguration(parsing: SourceText(Array(text.utf8), file: ".config"), problems: &problems)
}
