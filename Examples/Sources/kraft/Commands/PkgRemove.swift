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
        let images = try store.openExisting()
        var isComplete = true
        for name in references {
            if try await images.untag(name) {
                print(name)
            } else {
                isComplete = false
                Terminal.fail(
                    "\(DistributionError(.notFound, "the store has no package of that name", reference: "\(name)"))")
            }
        }
        try await images.prune()
        guard isComplete else { throw ExitCode.failure }
    }
}

struct PkgPrune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove what no package of the store needs.")

    @OptionGroup var store: StoreOptions

    mutating func run() async throws {
        let report = try await store.openIfPresent()?.prune() ?? ImageStore.PruneReport()
        print("\(report.files) \(report.files == 1 ? "file" : "files"), \(ByteCount(bytes: report.bytes))")
    }
}
