public import UnikraftCore

/// What a Unikraft guest is told at boot: parameters of its libraries, then the program and its arguments.
public struct GuestCommandLine: Sendable, Hashable {
    /// What is mounted or unpacked at boot (`vfs.fstab`).
    public var fileSystems: [FileSystemEntry] = []
    /// The addresses of the network devices, in their order (`netdev.ip`).
    public var networkAddresses: [GuestNetworkAddress] = []
    /// The program's environment (`env.vars`); at most eight entries reach the guest.
    public var environment: [EnvironmentVariable] = []
    /// Further parameters.
    public var parameters: [LibraryParameter] = []
    /// The program and its arguments; empty when the kernel has its program built in.
    public var arguments: [String] = []

    /// Creates a command line.
    ///
    /// - Parameter arguments: The program and its arguments.
    public init(arguments: [String] = []) {
        self.arguments = arguments
    }
}

/// An entry of the guest's file system table.
public struct FileSystemEntry: Sendable, Hashable {
    /// The device: `initrd0`, `embedded`, or the tag of a shared directory.
    public var device: String
    /// Where it appears.
    public var mountPoint: String
    /// The driver: `extract` unpacks a cpio archive, `9pfs` mounts a shared directory.
    public var driver: String
    /// Mount flags as a number.
    public var flags: String
    /// Options of the driver.
    public var options: String
    /// Unikraft's own options, such as `mkmp` (make the mount point).
    public var unikraftOptions: [String]

    /// Creates an entry.
    ///
    /// - Parameters:
    ///   - device: The device.
    ///   - mountPoint: Where it appears.
    ///   - driver: The driver.
    ///   - flags: Mount flags as a number.
    ///   - options: Options of the driver.
    ///   - unikraftOptions: Unikraft's own options.
    public init(
        device: String, mountPoint: String, driver: String, flags: String = "", options: String = "",
        unikraftOptions: [String] = []
    ) {
        self.device = device
        self.mountPoint = mountPoint
        self.driver = driver
        self.flags = flags
        self.options = options
        self.unikraftOptions = unikraftOptions
    }

    /// The initramfs that QEMU was given, unpacked at the root.
    public static let initramfs = FileSystemEntry(device: "initrd0", mountPoint: "/", driver: "extract")
}

/// A parameter of one of the guest's libraries, `library.parameter=value`.
public struct LibraryParameter: Sendable, Hashable {
    /// The library and parameter names, joined by a dot.
    public var name: String
    /// One value, or the entries of a list.
    public var value: Value

    /// What a parameter is set to.
    public enum Value: Sendable, Hashable {
        /// One value.
        case single(String)
        /// The entries of a list, written `[ a b ]`.
        case list([String])
    }

    /// Creates a parameter.
    ///
    /// - Parameters:
    ///   - name: The library and parameter names, joined by a dot.
    ///   - value: One value, or the entries of a list.
    public init(name: String, value: Value) {
        self.name = name
        self.value = value
    }

    /// Reads `library.parameter=value`. A value that begins with `[` is a list by the guest's rules:
    /// white space separates its entries, quotes group.
    ///
    /// - Parameter text: The parameter.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/commandLine`` when the form is another.
    public init(parsing text: String) throws(LaunchError) {
        guard let equals = text.firstIndex(of: "=") else { throw Self.invalid(text, "it has no '='") }
        name = String(text[..<equals])
        guard Self.isName(name) else { throw Self.invalid(text, "'\(name)' is not library.parameter") }
        let rest = String(text[text.index(after: equals)...])
        guard rest.hasPrefix("[") else {
            guard !rest.isEmpty else { throw Self.invalid(text, "it has no value") }
            value = .single(rest)
            return
        }
        var entries = GuestToken.split(String(rest.dropFirst()))
        guard let last = entries.popLast(), last.hasSuffix("]") else {
            throw Self.invalid(text, "its list has no closing ']'")
        }
        if last != "]" { entries.append(String(last.dropLast())) }
        value = .list(entries)
    }

    /// Whether a name has the form `library.parameter`.
    static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count >= 2
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { $0 == UInt8(ascii: "_") || GuestToken.isAlphanumeric($0) }
            }
    }

    private static func invalid(_ text: String, _ reason: String) -> LaunchError {
        LaunchError(
            .commandLine, subject: text, "'\(text)' is not a library parameter: \(reason)",
            remedy:
                "Write library.parameter=value without spaces round '=', for example vfs.fstab=[ \"initrd0:/:extract\" ]."
        )
    }
}
