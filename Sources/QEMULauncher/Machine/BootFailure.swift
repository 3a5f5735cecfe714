/// A message by which a guest says that it cannot go on, and what helps.
public struct BootFailure: Sendable, Hashable {
    /// What the guest said.
    public var message: String
    /// What to do about it.
    public var remedy: String

    /// Creates a description.
    ///
    /// - Parameters:
    ///   - message: What the guest said.
    ///   - remedy: What to do about it.
    public init(message: String, remedy: String) {
        self.message = message
        self.remedy = remedy
    }

    /// Recognises a message of Unikraft's boot code, its libraries or app-elfloader. Such a message has a level;
    /// what the program itself prints has none, so that its words are not taken for the kernel's.
    init?(line: String) {
        guard let level = Self.kernelLevel(line),
            let known = Self.known.first(where: { line[level.upperBound...].contains($0.text) })
        else { return nil }
        self.init(message: String(line[level.lowerBound...]), remedy: known.remedy)
    }

    /// Whether a line is the first of a crash of the guest's kernel.
    static func isCritical(_ line: String) -> Bool {
        kernelLevel(line).map { line[$0] == levels[0] } ?? line.contains(panic)
    }

    /// The level of a line of Unikraft's own: `[ 0.17] ERR:  [libukcpio] <cpio.c @ 93> …`, where time and place may be
    /// left out and the library is not (lib/ukdebug/print.c). A program's own `ERR:` names no library.
    private static func kernelLevel(_ line: String) -> Range<String.Index>? {
        guard let level = levels.compactMap({ line.firstRange(of: $0) }).first else { return nil }
        let before = line[..<level.lowerBound].filter { !"[]. 0123456789\u{1b};m\0\r".contains($0) }
        let after = line[level.upperBound...].prefix(80)
        guard before.isEmpty, after.contains("[lib") || after.contains("[app") else { return nil }
        return level
    }

    /// Texts of which every line has one that is known here.
    static let marks = levels + [panic]

    private static let levels = ["CRIT:", "ERR:"]
    private static let panic = "Kernel panic - not syncing"

    private static let known: [(text: String, remedy: String)] = [
        (
            "1GiB pages not supported",
            "Use a processor model that has them, such as -cpu max, or leave the choice to the launcher."
        ),
        (
            "Could not initialize the HWRNG",
            "This kernel wants the RDSEED instruction, which QEMU emulates from version 8.0 on; use that, or KVM."
        ),
        ("Could not find an initrd", "Give the machine a root filesystem archive that is not empty."),
        ("Failed to load content", "Give the machine more memory (-M): the archive is held twice."),
        (
            "Failed to create file: No such",
            "The archive names a file before its directory; write it with `kraft rootfs build`, which makes parents."
        ),
        (
            "Not a directory",
            "The kernel mounts no root by itself; build it with a ramfs root, or run it with "
                + "-a 'vfs.fstab=[ \"initrd0:/:extract::ramfs=1:\" ]'."
        ),
        ("Could not allocate memory", "Give the machine more memory (-M)."),
        ("position-independent", "Link the program as a position-independent executable (-pie or -static-pie)."),
        ("Failed to load program interpreter", "Add the program's interpreter, ld-linux, to the root filesystem."),
        (
            "Exec format error",
            "Check that the program is a position-independent ELF file for this architecture."
        ),
        ("Operation not permitted", "Set the program's x bit in the root filesystem."),
        (
            "No such file or directory",
            "Check that the program is in the root filesystem under the name on the command line."
        ),
        (
            "Failed to execute",
            "Check that the program and what it needs are in the root filesystem (`kraft rootfs ls`)."
        ),
        ("Program name missing", "Name the program and its arguments: after '--', or as 'cmd' in the Kraftfile."),
        ("Failed to extract cpio archive", "Check the archive with `kraft rootfs ls`, and the machine's memory."),
        (
            "returned error",
            "The kernel's start-up failed; the lines before this one say why. A volume needs a kernel with its driver."
        ),
    ]
}
