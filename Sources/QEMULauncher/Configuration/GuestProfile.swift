public import SystemPackage

/// The kind of guest that a launch plan is for. Nothing else differs between the plans.
public enum GuestProfile: Sendable, Hashable {
    /// A Unikraft kernel.
    case unikraft
    /// The development guest: a stock Linux kernel with an init that honours Unikraft's command line.
    ///
    /// The archive holds that init and its modules; the application's archive follows it unchanged in one
    /// initramfs.
    case development(initArchive: FilePath)

    /// Text that the guest prints once, just before it runs the program.
    public var banner: String {
        switch self {
        case .unikraft: "Powered by Unikraft"
        case .development: "Powered by Linux (development guest)"
        }
    }

    /// What the guest needs beside kernel and twice the archive, in bytes.
    var memoryHeadroom: UInt64 {
        switch self {
        case .unikraft: 32 << 20
        case .development: 160 << 20
        }
    }

    /// Puts a line of Unikraft's into the form that this guest's kernel takes.
    func framed(_ text: String) throws(LaunchError) -> String {
        guard case .development = self else { return text }
        let line = text.isEmpty ? Self.linuxPrefix : "\(Self.linuxPrefix) \(text)"
        guard line.utf8.count <= Self.linuxLineLimit else {
            throw LaunchError(
                .commandLine,
                "the command line has \(line.utf8.count) bytes and a Linux kernel takes \(Self.linuxLineLimit)",
                remedy: "Boot a Unikraft kernel, which takes 4095, or shorten the arguments.")
        }
        let count = Self.linuxInitArguments(text)
        guard count <= Self.linuxInitArgumentLimit else {
            throw LaunchError(
                .commandLine,
                "the command line has \(count) words before the second '--' and a Linux kernel hands its init \(Self.linuxInitArgumentLimit)",
                remedy: "Boot a Unikraft kernel, which takes 60, or use fewer arguments.")
        }
        return line
    }

    private static let linuxPrefix = "console=ttyS0 panic=-1 --"
    /// `COMMAND_LINE_SIZE` of x86 is 2048 with the NUL (arch/x86/include/asm/setup.h).
    private static let linuxLineLimit = 2047
    /// `MAX_INIT_ARGS` is 32 with init's own name (init/main.c); one more makes the kernel panic.
    private static let linuxInitArgumentLimit = 31

    /// Counts the words that Linux passes to init: up to the next `--`, where only double quotes group.
    private static func linuxInitArguments(_ text: String) -> Int {
        var words: [String] = [""]
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if character.isWhitespace, !isQuoted {
                words.append("")
            } else {
                words[words.count - 1].append(character)
            }
        }
        return words.filter { !$0.isEmpty }.prefix { $0 != "--" }.count
    }
}
