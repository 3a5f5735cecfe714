public import UnikraftCore

/// What the guest's boot code takes at most; more is lost without a word, or the boot dies.
enum GuestLimits {
    /// `CONFIG_LIBUKBOOT_MAXNBARGS`: all words, the kernel's path among them.
    static let words = 60
    /// `CONFIG_LIBUKBOOT_CMDLINE_MAX_LEN`: bytes of the whole line, with the closing NUL.
    static let bytes = 4096
    /// `CONFIG_LIBPOSIX_ENVIRON_LIBPARAM_MAXCOUNT`.
    static let environmentEntries = 8
    /// Entries of `vfs.fstab`.
    static let fileSystems = 16
    /// Values of `netdev.ip`.
    static let networkAddresses = 4
}

extension GuestCommandLine {
    /// Writes the line that QEMU's `-append` carries to the guest.
    ///
    /// - Parameters:
    ///   - profile: The kind of guest.
    ///   - architecture: The guest's architecture. On x86_64 QEMU puts the kernel's path in front; on
    ///     arm64 nothing does, and the first word would be lost, so `programName` is put there.
    ///   - programName: The kernel's path as QEMU is given it; it counts against the limits.
    /// - Returns: The line.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/commandLine`` when the guest could not read
    ///   the line back as it was meant.
    public func encoded(
        for profile: GuestProfile = .unikraft, architecture: Architecture = .x86_64, programName: String = "unikraft"
    ) throws(LaunchError) -> String {
        var words = try parameterWords()
        try checkArguments()
        if !words.isEmpty {
            words.append("--")
        } else if arguments.contains("--") {
            // The guest takes everything before the first `--` for parameters, so there must be an earlier one.
            words = ["vfs.fstab=[", "]", "--"]
        }
        words += arguments.map(GuestToken.encode)
        if architecture != .x86_64 { words.insert(GuestToken.encode(programName), at: 0) }

        let counted = words.count + (architecture == .x86_64 ? 1 : 0)
        // The last word that the guest keeps gets the rest of the line as it stands, quotes included.
        let isLastWordSafe = counted < GuestLimits.words || words.last == arguments.last
        guard counted <= GuestLimits.words, isLastWordSafe else {
            throw Self.tooMuch(
                "the guest's command line has \(counted) words; the guest keeps \(GuestLimits.words), and takes the last of so many without its quotes",
                "Put arguments into a file of the root filesystem, or use fewer.")
        }
        let text = words.joined(separator: " ")
        let prefixLength = architecture == .x86_64 ? programName.utf8.count + 1 : 0
        guard text.utf8.count + prefixLength < GuestLimits.bytes else {
            throw Self.tooMuch(
                "the guest's command line has \(text.utf8.count + prefixLength) bytes with the kernel's path and the guest dies at \(GuestLimits.bytes)",
                "Put long arguments into a file of the root filesystem.")
        }
        return try profile.framed(text)
    }

    private func parameterWords() throws(LaunchError) -> [String] {
        var words: [String] = []
        try Self.check(networkAddresses.count, GuestLimits.networkAddresses, "network addresses")
        // What the caller sets stands in the place of ours: of two values the guest takes the first.
        let own = Set(parameters.map(\.name))
        for address in networkAddresses where !own.contains("netdev.ip") {
            for text in [address.hostName, address.domain].compactMap({ $0 }) where text.contains(":") {
                throw LaunchError(
                    .commandLine, subject: text, "the host name or domain '\(text)' holds a colon",
                    remedy: "Colons separate the fields of netdev.ip; leave them out.")
            }
            words.append(GuestToken.encode("netdev.ip=" + address.parameterValue))
        }
        try Self.check(fileSystems.count, GuestLimits.fileSystems, "file systems")
        let table = own.contains("vfs.fstab") ? [] : fileSystems
        words += try list("vfs.fstab", table.map { entry throws(LaunchError) in try entry.encoded() })
        try Self.check(environment.count, GuestLimits.environmentEntries, "environment variables")
        words += try list(
            "env.vars",
            environment.map { variable throws(LaunchError) in
                guard !variable.name.isEmpty, !variable.name.contains("=") else {
                    throw LaunchError(
                        .commandLine, subject: variable.name, "'\(variable.name)' is not a name of a variable",
                        remedy: "A name is not empty and holds no '='.")
                }
                return "\(variable.name)=\(variable.value)"
            })
        for parameter in parameters {
            guard LibraryParameter.isName(parameter.name) else {
                throw LaunchError(
                    .commandLine, subject: parameter.name, "'\(parameter.name)' is not library.parameter",
                    remedy: "Name the library and the parameter, for example vfs.fstab.")
            }
            switch parameter.value {
            case .single(let value):
                try Self.checkText(value)
                guard !value.hasPrefix("[") else {
                    throw LaunchError(
                        .commandLine, subject: value, "the value of \(parameter.name) begins with '['",
                        remedy: "The guest would read a list; give a list value instead.")
                }
                words.append(GuestToken.encode("\(parameter.name)=\(value)"))
            case .list(let entries):
                words += entries.isEmpty ? ["\(parameter.name)=[", "]"] : try list(parameter.name, entries)
            }
        }
        return words
    }

    /// Writes a list. The guest ends a list at any entry whose last character is `]`, so such an entry
    /// closes its list, and what follows opens another of the same name: values add up.
    private func list(_ name: String, _ entries: [String]) throws(LaunchError) -> [String] {
        var words: [String] = []
        var isOpen = false
        for entry in entries {
            try Self.checkText(entry)
            if !isOpen { words.append("\(name)=[") }
            isOpen = !entry.hasSuffix("]")
            words.append(GuestToken.quoted(isOpen ? entry : entry + "]"))
        }
        if isOpen { words.append("]") }
        return words
    }

    private func checkArguments() throws(LaunchError) {
        for argument in arguments { try Self.checkText(argument) }
        guard arguments.first != "--" else {
            throw LaunchError(
                .commandLine, subject: "--", "the program is '--'",
                remedy: "Name the program first; what follows it may be '--'.")
        }
    }

    private static func checkText(_ text: String) throws(LaunchError) {
        guard !text.isEmpty else {
            throw LaunchError(
                .commandLine, subject: text, "an argument is empty, and the guest's command line cannot express that",
                remedy: "Leave it out, or give the program its arguments in a file of the root filesystem.")
        }
        guard !text.utf8.contains(0) else {
            throw LaunchError(
                .commandLine, subject: text, "an argument holds a NUL byte", remedy: "Remove the NUL byte.")
        }
    }

    private static func check(_ count: Int, _ limit: Int, _ what: String) throws(LaunchError) {
        guard count <= limit else {
            throw tooMuch("there are \(count) \(what) and the guest takes \(limit)", "Use fewer.")
        }
    }

    private static func tooMuch(_ message: String, _ remedy: String) -> LaunchError {
        LaunchError(.commandLine, message, remedy: remedy)
    }
}

extension FileSystemEntry {
    /// `device:mountPoint:driver[:flags[:options[:unikraftOptions]]]`.
    fileprivate func encoded() throws(LaunchError) -> String {
        let fields = [device, mountPoint, driver, flags, options, unikraftOptions.joined(separator: ",")]
        for field in fields where field.contains(":") {
            throw LaunchError(
                .commandLine, subject: field, "'\(field)' holds a colon",
                remedy: "Colons separate the fields of vfs.fstab; choose a name without one.")
        }
        return fields.joined(separator: ":")
    }
}

extension GuestToken {
    /// A list's entry, always in quotes, as the guest's documentation writes it.
    static func quoted(_ entry: String) -> String {
        let encoded = encode(entry)
        return encoded.hasPrefix("\"") && encoded != entry ? encoded : "\"\(entry)\""
    }

    /// ASCII letters and digits.
    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
