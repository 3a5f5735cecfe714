public import SystemPackage
public import UnikraftCore

/// QEMU's command line for a machine, as a value. Nothing has been started.
public struct MachinePlan: Sendable, Hashable {
    /// The program to start.
    public var executable: FilePath
    /// Its arguments without those for console and control, which differ by ``Form``.
    public var arguments: [String]
    /// The machine's name.
    public var name: String
    /// The kind of guest.
    public var guest: GuestProfile
    /// Whether the kernel has a banner to show.
    var hasBanner = true
    /// The line that the guest's kernel is given.
    public var commandLine: String
    /// The guest's memory.
    public var memory: ByteCount
    /// What executes the guest's instructions.
    public var accelerator: Accelerator
    /// Ports of the host that lead to the guest.
    public var ports: [PortMapping]
    /// Descriptors of this process that QEMU inherits as 3, 4, …, in this order.
    public var passedDescriptors: [Int32]
    /// Servers of shared directories, which are started before QEMU. QEMU inherits a connection to each behind
    /// ``passedDescriptors``.
    public var fileServers: [FileServerPlan] = []
    /// The taps of the host that the machine uses, by name.
    public var interfaces: [String] = []
    /// What the user should know before the start.
    public var warnings: [String]
    /// Whether the guest goes on from a snapshot, and says no more how it came up.
    var isRestored = false

    /// Who has the console.
    public enum Form: Sendable, Hashable {
        /// A program: the console is QEMU's standard output, and QMP comes by the descriptor that is passed
        /// after ``MachinePlan/passedDescriptors`` and those of ``MachinePlan/fileServers``.
        case managed
        /// Nobody: console and QMP are sockets in QEMU's working directory, and the console is kept in a file there.
        /// QMP has a socket for commands and one for those who wait for events, because each serves one at a time.
        case detached
        /// A person at a terminal: `Ctrl-a x` ends the machine.
        case foreground
    }

    /// All arguments in one form.
    ///
    /// - Parameter form: Who has the console.
    /// - Returns: The arguments after the program's name.
    public func arguments(for form: Form) -> [String] {
        let arguments =
            arguments
            + fileServers.enumerated().flatMap { index, server in
                let end =
                    form == .foreground ? "path=\(server.identifier).sock" : "fd=\(3 + passedDescriptors.count + index)"
                return ["-chardev", "socket,id=\(server.identifier),\(end)"]
            }
        return switch form {
        case .foreground:
            arguments + ["-serial", "mon:stdio"]
        case .detached:
            arguments + [
                "-chardev", "socket,id=console,path=console.sock,server=on,wait=off,logfile=console.log,logappend=on",
                "-serial", "chardev:console", "-chardev", "socket,id=qmp,path=qmp.sock,server=on,wait=off", "-mon",
                "chardev=qmp,mode=control", "-chardev", "socket,id=events,path=events.sock,server=on,wait=off", "-mon",
                "chardev=events,mode=control", "-pidfile", "qemu.pid",
            ]
        case .managed:
            arguments + [
                "-serial", "stdio", "-chardev", "socket,id=qmp,fd=\(3 + passedDescriptors.count + fileServers.count)",
                "-mon",
                "chardev=qmp,mode=control",
            ]
        }
    }

    /// The command in foreground form, quoted for a POSIX shell, in one line. Servers of shared directories come first,
    /// with their sockets in the working directory.
    public var shellCommand: String {
        fileServers.map { $0.shellCommand(socket: "\($0.identifier).sock") }.joined()
            + ([executable.string] + arguments(for: .foreground)).map(ShellQuoting.quote).joined(separator: " ")
    }
}

/// Words for a POSIX shell (Shell Command Language, section 2.2).
enum ShellQuoting {
    /// Quotes a word so that a shell reads it back unchanged.
    static func quote(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            GuestToken.isPlain(byte) && byte != UInt8(ascii: "[") && byte != UInt8(ascii: "]")
        }
        if isPlain, !word.isEmpty { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
