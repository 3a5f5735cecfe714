import DockerfileModel

extension FileModeChange {
    /// The permissions that a file gets, as chmod(1) defines symbolic modes. The umask does not count.
    ///
    /// - Parameters:
    ///   - permissions: The file's permissions: twelve bits.
    ///   - isDirectory: Whether it is a directory, for `X`.
    /// - Returns: The new permissions.
    func applied(to permissions: UInt16, isDirectory: Bool) -> UInt16 {
        switch self {
        case .octal(let bits): return bits
        case .symbolic(let text):
            var result = permissions
            for clause in text.split(separator: ",") { Self.apply(clause, to: &result, isDirectory) }
            return result
        }
    }

    private static func apply(_ clause: Substring, to permissions: inout UInt16, _ isDirectory: Bool) {
        let who = clause.prefix { "ugoa".contains($0) }
        let classes = who.isEmpty || who.contains("a") ? "ugo" : String(who)
        var rest = clause.dropFirst(who.count)
        while let operation = rest.popFirst() {
            let names = rest.prefix { !"-+=".contains($0) }
            rest = rest.dropFirst(names.count)
            var bits: UInt16 = 0
            var mask: UInt16 = 0
            for name in classes {
                let shift = name == "u" ? 6 : name == "g" ? 3 : 0
                mask |= 0o7 << shift
                bits |= self.bits(names, permissions, isDirectory) << shift
                if names.contains("s"), name != "o" { bits |= name == "u" ? 0o4000 : 0o2000 }
                if operation == "=", !isDirectory { mask |= name == "u" ? 0o4000 : name == "g" ? 0o2000 : 0 }
            }
            if names.contains("t") { bits |= 0o1000 }
            switch operation {
            case "+": permissions |= bits
            case "-": permissions &= ~bits
            default: permissions = permissions & ~mask | bits
            }
        }
    }

    /// The three bits that names of permissions, or of a class to copy from, stand for.
    private static func bits(_ names: Substring, _ permissions: UInt16, _ isDirectory: Bool) -> UInt16 {
        var bits: UInt16 = 0
        for name in names {
            switch name {
            case "r": bits |= 4
            case "w": bits |= 2
            case "x": bits |= 1
            case "X": bits |= isDirectory || permissions & 0o111 != 0 ? 1 : 0
            case "u": bits |= permissions >> 6 & 7
            case "g": bits |= permissions >> 3 & 7
            case "o": bits |= permissions & 7
            default: break
            }
        }
        return bits
    }
}
