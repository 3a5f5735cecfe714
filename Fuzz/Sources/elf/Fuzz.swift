import ELFInspector
import SystemPackage

/// Reads bytes as an ELF file, and everything in it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let file = try? ELFFile(bytes) else { return 0 }
    _ = try? file.sections()
    _ = try? file.symbols()
    _ = try? file.dynamicSymbols()
    _ = try? file.versionNeeds()
    _ = try? file.versionDefinitions()
    _ = try? file.notes()
    _ = try? file.isUnikernel()
    _ = try? file.unikraftLibraries()
    resolve(bytes)
    return 0
}

/// Resolves the bytes as the only program of a root, which is also each library.
private func resolve(_ bytes: [UInt8]) {
    let resolver = SharedLibraryResolver(root: OneFileRoot(bytes))
    let closure = resolver.resolveReadable(["/p"])
    _ = closure.tree.utf8.count + closure.json.utf8.count + closure.missing.count
}
