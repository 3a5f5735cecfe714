import ArgumentParser
import CpioArchive
import SystemPackage

/// `kraft rootfs ls`: what an archive holds, as `cpio -itv` prints it.
struct RootfsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List what a root filesystem archive holds.")

    @Argument(help: "The archive: cpio, as it is or compressed with gzip.")
    var archive: String

    func run() throws {
        var reader = try CpioReader(FilePath(archive), scope: .firstArchive)
        var listing = CpioListing()
        while let record = try reader.next() {
            let target = record.kind == .symlink ? try reader.readData(limit: 1 << 16) : nil
            try StandardOutput.write(listing.line(record, target: target))
        }
    }
}
