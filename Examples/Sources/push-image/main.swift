// Makes an image in memory, pushes it to a registry, and reads it back. No file is written.
// swift run --package-path Examples push-image 127.0.0.1:5000/notes:1
import AsyncHTTPTransport
import OCIDistribution
import OCIModel
import TarArchive

let name = CommandLine.arguments.dropFirst().first ?? "127.0.0.1:5000/notes:1"
let reference = try ImageReference(parsing: name, defaults: .dockerHub)

// One layer with one file; the same bytes, and so the same digest, on every machine.
func layer() throws -> [UInt8] {
    let text = Array("Made in memory.\n".utf8)
    var tar = TarWriter([UInt8]())
    try tar.append(
        TarEntry(path: Array("notes.txt".utf8), kind: .regular, mode: 0o644, size: UInt64(text.count)), content: text)
    return try tar.finish()
}

let image = try MemoryImage(
    layers: [layer()], platform: ImagePlatform(architecture: "amd64", os: "linux"),
    config: ExecutionParameters(command: ["/bin/cat", "/notes.txt"], labels: ["made.by": "push-image"]))

let transport = AsyncHTTPTransport()
let client = RegistryClient(transport: transport)
do {
    let pushed = try await ImageCopier().copy(from: image, to: RegistryImage(reference, client: client))
    print("pushed \(reference)@\(pushed.digest)")
    let found = try await client.manifest(reference)
    print("found \(found.descriptor.digest == pushed.digest ? "the same" : "another"), \(found.bytes.count) bytes")
} catch {
    print("\(error)")
}
await transport.shutdown()
