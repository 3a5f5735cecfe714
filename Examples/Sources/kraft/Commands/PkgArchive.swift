import ArgumentParser
import OCIDistribution
import OCIModel
import SystemPackage

struct PkgExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a package of the store into an archive (oci-archive).")

    @OptionGroup var package: PackageName
    @OptionGroup var store: StoreOptions

    @Option(name: .shortAndLong, help: "The archive.")
    var output: String

    mutating func run() async throws {
        try await store.openExisting().export(try package.parsed(), to: FilePath(output))
    }
}

struct PkgImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take an image from an archive (oci-archive or docker-archive) into the store."
    )

    @Argument(help: "The archive.")
    var archive: String

    @OptionGroup var package: PackageName
    @OptionGroup var store: StoreOptions

    @Option(help: "The image's name in the archive, when it holds several.")
    var image: String?

    mutating func run() async throws {
        let name = try package.parsed()
        let source = try ArchiveImage(path: FilePath(archive), name: image)
        let taken = try await ImageCopier().copy(from: source, to: StoreImage(name, store: try store.open()))
        print(name.pinned(to: taken.digest))
    }
}
