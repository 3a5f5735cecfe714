import KraftfileModel
import UnikraftCore

/// Reads any bytes as a Kraftfile. Every place must lie in the text; a project must come back from the printer
/// as it was; a change must never end in a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzKraftfile(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let kraftfile = Kraftfile(bytes)
    _ = kraftfile.diagnostics.json
    for diagnostic in kraftfile.diagnostics {
        guard let location = diagnostic.location else { continue }
        if location.line > kraftfile.source.lineCount || diagnostic.description.isEmpty { fatalError("place") }
    }
    if let root = kraftfile.root { checkPlaces(root, bytes.count) }
    guard let project = kraftfile.project else { return 0 }
    let printed = KraftfilePrinter.print(project)
    if Kraftfile(printed).project != project { fatalError("printed as\n\(printed)") }
    for edit in edits { _ = try? kraftfile.applying(edit) }
    return 0
}

private func checkPlaces(_ node: YAMLNode, _ count: Int) {
    if node.range.lowerBound < 0 || node.range.upperBound > count { fatalError("range") }
    // What an alias repeats was checked at its anchor.
    if node.alias != nil { return }
    node.sequence?.forEach { checkPlaces($0, count) }
    for entry in node.mapping ?? [] where !entry.isMerged {
        checkPlaces(entry.key, count)
        checkPlaces(entry.value, count)
    }
}

private let edits: [KraftfileEdit] = [
    .setName("a"), .setSpecification(.v06), .setRuntime("a:b"), .setRootfs("./a"), .setCommand(["a", "b c"]),
    .setVersion(of: .unikraft, to: "1"), .setSource(of: .library("lwip"), to: "./a"),
    .setKconfig(KconfigOption("A", .yes), of: .unikraft), .removeKconfig("A", of: .library("lwip")),
    .setKconfig(KconfigOption("A", .yes), of: nil), .addLibrary("lwip", version: "a"), .removeLibrary("lwip"),
    .addTarget(.xen, .x86_64), .removeTarget(.qemu, .x86_64), .setEnvironment("A", to: "b"), .removeEnvironment("A"),
]
