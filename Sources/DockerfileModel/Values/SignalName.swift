/// Signals that `STOPSIGNAL` may name (signal(7), Linux).
package enum SignalName {
    /// The number of a signal on Linux (x86-64 and Arm, which agree).
    ///
    /// - Parameter text: A name with or without `SIG` in any case, or a number other than 0.
    /// - Returns: The number, or nil when no signal has that name.
    package static func number(of text: String) -> Int? {
        if let number = Int(text) { return number == 0 ? nil : number }
        guard text.utf8.count <= 16 else { return nil }
        var name = text.uppercased()
        if name.hasPrefix("SIG") { name.removeFirst(3) }
        if let number = names[name] { return number }
        if name.hasPrefix("RTMIN+"), let offset = decimal(name.dropFirst(6)), offset <= 15 { return 34 + offset }
        if name.hasPrefix("RTMAX-"), let offset = decimal(name.dropFirst(6)), offset <= 14 { return 64 - offset }
        return nil
    }

    private static func decimal(_ text: Substring) -> Int? {
        guard (1...2).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            text.utf8.first != 0x30
        else { return nil }
        return Int(text)
    }

    private static let names: [String: Int] = [
        "HUP": 1, "INT": 2, "QUIT": 3, "ILL": 4, "TRAP": 5, "ABRT": 6, "IOT": 6, "BUS": 7, "FPE": 8, "KILL": 9,
        "USR1": 10, "SEGV": 11, "USR2": 12, "PIPE": 13, "ALRM": 14, "TERM": 15, "STKFLT": 16, "CHLD": 17,
        "CLD": 17, "CONT": 18, "STOP": 19, "TSTP": 20, "TTIN": 21, "TTOU": 22, "URG": 23, "XCPU": 24,
        "XFSZ": 25, "VTALRM": 26, "PROF": 27, "WINCH": 28, "IO": 29, "POLL": 29, "PWR": 30, "SYS": 31,
        "RTMIN": 34, "RTMAX": 64,
    ]
}
