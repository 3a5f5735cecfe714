import ArgumentParser
import CpioArchive
import Glibc
import SystemPackage

/// `kraft rootfs build`: makes the archive that a guest boots from.
struct RootfsBuild: ParsableCommand {
    /// What the source is.
    enum SourceType: String, ExpressibleByArgument, CaseIterable {
        case dir
    }

    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Build a root filesystem archive.")

    @Option(name: .long, help: "What the source is; it is found out when it is not given.")
    var type: SourceType?

    @Option(name: [.short, .long], help: "Where to write the archive.")
    var output = "initramfs.cpio"

    @Argument(help: "A directory to pack.")
    var source: String

    func run() throws {
        switch try sourceType() {
        case .dir: try packDirectory()
        }
    }

    private func sourceType() throws -> SourceType {
        if let type { return type }
        guard access(source + "/Dockerfile", F_OK) != 0 else {
            throw ValidationError("'\(source)' holds a Dockerfile; pass --type dir to pack the directory itself")
        }
        return .dir
    }

    private func packDirectory() throws {
        let bar = ProgressBar("packing \(source)")
        var packer = DirectoryPacker(FilePath(source))
        packer.countsFirst = bar.isShown
        if bar.isShown {
            packer.progress = { progress in bar.show(done: progress.bytesDone, total: progress.bytesTotal) }
        }
        defer { bar.clear() }
        let report = try packer.pack(to: FilePath(output))
        bar.clear()
        for notice in report.notices { Terminal.warn("\(notice)") }
        if report.omittedNotices > 0 { Terminal.warn("and \(report.omittedNotices) more") }
        print("\(output): \(report.entryCount) entries, \(report.archiveSize) bytes")
    }
}
