import ArgumentParser

@main
struct Kraft: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kraft",
        abstract: "Build, package and run Unikraft unikernels.",
        subcommands: [ELF.self, Rootfs.self]
    )
}
