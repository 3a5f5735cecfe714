import ArgumentParser
import OCIDistribution
import UnikraftCore

struct PkgRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Remove packages from the store, with what no other package needs.")

    @Argument(help: "The packages' names.")
    var names: [String]

    @OptionGroup var store: StoreOptions

    mutating func run() async throws {
        let references = try names.map(reference)
        let images = try store.open()
        for name in references {
            guard try await images.untag(name) else {
                throw DistributionError(.notFound, "the store has no package of that name", reference: "\(name)")
            }
            print(name)
        }
        try await images.prune()
    }
}

struct PkgPrune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove what no package of the store needs.")

    @OptionGroup var store: StoreOptions

    mutating func run() async throws {
        let report = try await store.open().prune()
        print("\(report.files) files, \(ByteCount(bytes: report.bytes))")
    }
}
