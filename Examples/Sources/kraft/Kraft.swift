import ArgumentParser

@main
struct Kraft: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kraft",
        abstract: "Build, package and run Unikraft unikernels.",
        subcommands: [Login.self, Logout.self, Pkg.self])

    static func main() async {
        await Terminal.run(Self.self)
    }
}
