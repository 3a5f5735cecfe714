/// The development guest's command line: what Linux reads, then Unikraft's text for the guest's init.
enum LinuxCommandLine {
    /// `COMMAND_LINE_SIZE` of x86 is 2048 with the NUL (arch/x86/include/asm/setup.h).
    static let byteLimit = 2047
    /// `CONFIG_INIT_ENV_ARG_LIMIT`; with one word more the kernel panics (init/main.c).
    static let wordLimit = 32

    /// Frames a text. Linux hands everything behind its `--` to init as words; where those are too many for it,
    /// the text goes as one word in percent-encoding, which init reads as well.
    ///
    /// - Parameter text: Unikraft's text.
    /// - Returns: The whole line.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/commandLine`` when it is too long.
    static func frame(_ text: String) throws(LaunchError) -> String {
        let line =
            if text.isEmpty {
                "\(settings) --"
            } else if wordCount(text) <= wordLimit {
                "\(settings) -- \(text)"
            } else {
                "\(settings) unikraft.text=\(percentEncode(text))"
            }
        guard line.utf8.count <= byteLimit else {
            throw LaunchError(
                .commandLine, "the command line has \(line.utf8.count) bytes and a Linux kernel takes \(byteLimit)",
                remedy: "Boot a Unikraft kernel, which takes 4095, or shorten the arguments.")
        }
        return line
    }

    /// Without `no_timer_check` the kernel's trial of its timer fails now and then on a busy host (arch/x86,
    /// `check_timer`).
    private static let settings = "console=ttyS0 panic=-1 no_timer_check"

    /// Counts words up to the next `--` as Linux does: only double quotes group (lib/cmdline.c, `next_arg`).
    private static func wordCount(_ text: String) -> Int {
        var words: [String] = [""]
        var isQuoted = false
        for character in text.unicodeScalars {
            if character == "\"" { isQuoted.toggle() }
            if character.properties.isWhitespace, !isQuoted {
                words.append("")
            } else {
                words[words.count - 1].unicodeScalars.append(character)
            }
        }
        return words.filter { !$0.isEmpty }.prefix { $0 != "--" }.count
    }

    private static func percentEncode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            if byte > 0x20, byte < 0x7f, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "%") {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                encoded += byte < 16 ? "%0" : "%"
                encoded += String(byte, radix: 16)
            }
        }
        return encoded
    }
}
