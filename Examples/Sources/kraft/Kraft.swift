import ArgumentParser

@main
struct Kraft: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kraft",
        abstract: "Build, package and run Unikraft unikernels.",
        discussion: "Exit codes: 0, 1 failure, 2 usage, 3 the guest failed.",
        subcommands: [Demo.self, Run.self])

    static func main() async {
        await Terminal.run(Self.self)
    }
}
