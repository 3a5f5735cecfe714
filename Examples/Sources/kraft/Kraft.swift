import ArgumentParser

// Every command gives its name: one that is made of the name of its type costs a third of the start of the program.
@main
struct Kraft: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kraft",
        abstract: "Build, package and run Unikraft unikernels.",
        discussion: "Exit codes: 0, 1 failure, 2 usage, 3 the guest failed.",
        version: "0.1.0-dev",
        subcommands: [
            Build.self, Check.self, Clean.self, Demo.self, ELF.self, Events.self, Inspect.self, List.self, Login.self,
            Logout.self, Logs.self, Menu.self, Net.self, Pause.self, Pkg.self, Remove.self, Rootfs.self, Run.self,
            Start.self, Stop.self, Supervise.self, Unpause.self,
        ])

    static func main() async {
        await Terminal.run(Self.self)
    }
}
