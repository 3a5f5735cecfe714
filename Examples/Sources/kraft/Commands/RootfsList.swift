import ArgumentParser
import CpioArchive
import SystemPackage

/// `kraft rootfs ls`: what an archive holds, as `cpio -itv` prints it.
struct RootfsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List what a root filesystem archive holds.")

    @Flag(help: "Print JSON: an array of the entries.")
    var json = false

    @Argument(help: "The archive: cpio, as it is or compressed with gzip.")
    var archive: String

    func run() throws {
        var reader = try CpioReader(FilePath(archive), scope: .firstArchive)
        var listing = CpioListing()
        var entries: [CpioListingEntry] = []
        while let record = try reader.next() {
            let target = record.kind == .symlink ? try reader.readData(limit: 1 << 16) : nil
            if json {
                entries.append(CpioListingEntry(record, target: target))
            } else {
                try StandardOutput.write(listing.line(record, target: target))
            }
        }
        if json { try JSON.print(entries) }
    }
}
