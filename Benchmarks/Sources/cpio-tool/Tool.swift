import CpioArchive
import SystemPackage

/// The smallest program around the packer and the reader, for whole-process comparisons.
///
///     cpio-tool pack DIRECTORY ARCHIVE [THREADS]
///     cpio-tool memory DIRECTORY
///     cpio-tool list ARCHIVE
@main
enum Tool {
    static func main() throws {
        let arguments = CommandLine.arguments
        switch (arguments.dropFirst().first, arguments.count) {
        case ("pack", 4...):
            var packer = DirectoryPacker(FilePath(arguments[2]))
            if arguments.count > 4 { packer.threadLimit = Int(arguments[4]) }
            try packer.pack(to: FilePath(arguments[3]))
        case ("memory", 3):
            let (archive, _) = try DirectoryPacker(FilePath(arguments[2])).packInMemory()
            print(archive.count)
        case ("list", 3):
            var reader = try CpioReader(FilePath(arguments[2]))
            var count = 0
            while try reader.next() != nil { count += 1 }
            print(count)
        default:
            print("usage: cpio-tool pack DIRECTORY ARCHIVE [THREADS] | memory DIRECTORY | list ARCHIVE")
        }
    }
}
