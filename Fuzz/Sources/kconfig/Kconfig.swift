import Glibc
import KernelBuilder
import SystemPackage
import UnikraftCore

/// Reads any bytes as a Kconfig file, which may include itself, and as a configuration. Every symbol must be explained
/// within bounds; a configuration must be written and read alike.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzKconfig(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard let place, pwrite(place.descriptor, start, count, 0) == count, ftruncate(place.descriptor, count) == 0 else {
        fatalError("no file")
    }
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    var problems: [Diagnostic] = []
    let configuration = KernelConfiguration(parsing: SourceText(bytes, file: ".config"), problems: &problems)
    let again = KernelConfiguration(
        parsing: SourceText(Array(configuration.text.utf8), file: ".config"), problems: &problems)
    if again.text != configuration.text { fatalError("written as\n\(configuration.text)") }
    for problem in problems.prefix(8) where problem.description.isEmpty { fatalError("nothing said") }
    let variables = KconfigVariables(["SELF": place.path, "N": "9", "UK_ARCH": "x86_64"])
    guard let tree = try? KconfigReader(variables: variables).read(FilePath(place.path)) else { return 0 }
    for (name, symbol) in tree.symbols where name != symbol.name { fatalError("'\(name)' is '\(symbol.name)'") }
    var request = ConfigurationRequest()
    for name in tree.symbols.keys { request.set(name, "y", origin: .application) }
    _ = try? request.defconfig(for: tree)
    for difference in ConfigurationComparison.differences(request: request, result: configuration, tree: tree)
    where difference.description.isEmpty { fatalError("not explained") }
    return 0
}

/// A file without a name, which no other run of the program shares.
private let place: (descriptor: Int32, path: String)? = {
    let name = "/tmp/kconfig-fuzz.\(getpid())"
    let descriptor = open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
    unlink(name)
    return descriptor < 0 ? nil : (descriptor, "/proc/self/fd/\(descriptor)")
}()
