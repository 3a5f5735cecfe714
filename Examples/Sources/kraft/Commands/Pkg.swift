import ArgumentParser

struct Pkg: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pkg",
        abstract: "Make, fetch, hand on and remove packages.",
        subcommands: [
            PkgPack.self, PkgPull.self, PkgPush.self, PkgList.self, PkgInfo.self, PkgRemove.self, PkgPrune.self,
            PkgExport.self, PkgImport.self,
        ],
        defaultSubcommand: PkgPack.self)
}
