import Glibc
import KernelBuilder
import SystemPackage

/// Measures the processor time of reading Kconfig trees.
///
/// `kconfig-cost ROUNDS` reads a tree of 1,200 symbols in 61 files, which it writes below `/tmp`;
/// `kconfig-cost ROUNDS CORE [APPLICATION [LIBRARY…]]` reads that of a core of Unikraft.
@main
struct KconfigCost {
    static func main() throws {
        let arguments = Swift.CommandLine.arguments
        guard arguments.count > 1, let rounds = Int(arguments[1]), rounds > 0 else {
            print("usage: kconfig-cost ROUNDS [CORE [APPLICATION [LIBRARY…]]]")
            exit(2)
        }
        guard arguments.count > 2 else { return try readSample(rounds) }
        let core = arguments[2]
        let variables = KconfigVariables(
            core: core, application: arguments.count > 3 ? arguments[3] : core,
            libraries: Array(arguments.dropFirst(4)),
            name: "cost", architecture: "x86_64")
        try measure(rounds, KconfigReader(variables: variables), FilePath(core).appending("Config.uk"))
    }

    private static func readSample(_ rounds: Int) throws {
        let directory = FilePath("/tmp/kconfig-cost.\(getpid())")
        mkdir(directory.string, 0o700)
        defer {
            for name in names + ["Config.uk"] { unlink(directory.appending(name).string) }
            rmdir(directory.string)
        }
        for (index, name) in names.enumerated() { try write(library(index), to: directory.appending(name)) }
        try write(
            "mainmenu \"Core\"\n" + names.map { "source \"\(directory)/\($0)\"\n" }.joined(),
            to: directory.appending("Config.uk"))
        try measure(rounds, KconfigReader(variables: KconfigVariables()), directory.appending("Config.uk"))
    }

    private static let names = (0..<60).map { "lib\($0).uk" }

    private static func library(_ index: Int) -> String {
        "menuconfig LIB\(index)\n\tbool \"Library \(index)\"\n\tdefault y if LIB\(max(0, index - 1))_0\nif LIB\(index)\n"
            + (0..<19).map { option in
                """
                config LIB\(index)_\(option)
                \tint "Option \(option)" if LIB\(index) && !(LIB0 || LIB1)
                \tdepends on LIB\(index) != n
                \tdefault \(option)
                \trange 0 64
                \thelp
                \t  What the option \(option) of the library \(index) is for,
                \t  in two lines.

                """
            }.joined() + "endif\n"
    }

    private static func write(_ text: String, to path: FilePath) throws {
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        _ = try file.closeAfter { try file.writeAll(text.utf8) }
    }

    private static func measure(_ rounds: Int, _ reader: KconfigReader, _ root: FilePath) throws {
        let start = clock()
        var symbols = 0
        for _ in 0..<rounds { symbols = try reader.read(root).symbols.count }
        print("\(symbols) symbols: \((clock() - start) / rounds) µs of processor time a round")
    }
}
