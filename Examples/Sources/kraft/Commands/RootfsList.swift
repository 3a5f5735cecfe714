import ArgumentParser
import CpioArchive
import SystemPackage

/// `kraft rootfs ls`: what an archive holds, as `cpio -itv` prints it.
struct RootfsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List what a root filesystem archive holds.",
        discussion: "Archives that follow each other, as initial ramdisks with microcode have them, are all listed.")

    @Flag(help: "Print JSON: an array of the entries.")
    var json = false

    @Argument(help: "The archive: cpio, as it is or compressed with gzip; - is standard input.")
    var archive: String

    func run() throws {
        var reader = try CpioReader(archive == "-" ? "/dev/stdin" : FilePath(archive))
        var archives = 1
        var listing = CpioListing()
        var entries: [CpioListingEntry] = []
        while let record = try reader.next() {
            archives = max(archives, record.archiveIndex + 1)
            let target = record.kind == .symlink ? try reader.readData(limit: 1 << 16) : nil
            if json {
                entries.append(CpioListingEntry(record, target: target))
            } else {
                try StandardOutput.write(listing.line(record, target: target))
            }
        }
        if json { try JSON.print(entries) }
        if archives > 1 {
            Terminal.warn("\(archives) archives follow each other: Linux reads all of them, Unikraft the first alone")
        }
    }
}
