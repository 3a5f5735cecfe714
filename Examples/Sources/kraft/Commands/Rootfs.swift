import ArgumentParser

/// `kraft rootfs`: root filesystems and the archives that hold them.
struct Rootfs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rootfs",
        abstract: "Build and inspect root filesystems.",
        subcommands: [RootfsBuild.self, RootfsList.self, RootfsCheckCommand.self]
    )
}
