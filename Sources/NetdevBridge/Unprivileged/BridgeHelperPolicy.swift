import Glibc
public import SystemPackage
import SystemSupport

/// Which bridges QEMU's helper may connect machines to without root: the rules of `bridge.conf`
/// (`-netdev bridge` in qemu(1); the helper's own source, qemu-bridge-helper.c, gives the grammar).
public struct BridgeHelperPolicy: Sendable, Hashable {
    /// One rule.
    public enum Rule: Sendable, Hashable {
        /// `allow NAME`
        case allow(String)
        /// `deny NAME`
        case deny(String)
        /// `include FILE`
        case include(String)
    }

    /// The rules, in order.
    public var rules: [Rule]

    /// Where distributions keep the rules.
    public static let defaultPath: FilePath = "/etc/qemu/bridge.conf"

    /// Reads rules. `#` begins a comment; lines that are no rule are passed over.
    ///
    /// - Parameter text: The content of `bridge.conf`.
    public init(parsing text: String) {
        rules = text.split(separator: "\n").compactMap { line in
            let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }.map(String.init)
            guard words.count == 2 else { return nil }
            switch words[0] {
            case "allow": return .allow(words[1])
            case "deny": return .deny(words[1])
            case "include": return .include(words[1])
            default: return nil
            }
        }
    }

    /// Reads the rules of a file and of those that it includes.
    ///
    /// - Parameter path: The file.
    /// - Throws: ``NetworkError`` when it is there and cannot be read. One that is not there has no rules.
    public init(contentsOf path: FilePath = BridgeHelperPolicy.defaultPath) throws(NetworkError) {
        rules = try Self.read(path, depth: 0)
    }

    private static func read(_ path: FilePath, depth: Int) throws(NetworkError) -> [Rule] {
        let bytes: [UInt8]
        do throws(SystemCallError) {
            let file = try OwnedDescriptor.open(path, flags: O_RDONLY)
            bytes = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                count = max(0, unsafe Glibc.read(file.rawValue, buffer.baseAddress, buffer.count))
            }
        } catch {
            if error.errno == .noSuchFileOrDirectory { return [] }
            throw .system(error, "read the rules of QEMU's bridge helper")
        }
        var all: [Rule] = []
        for rule in Self(parsing: String(decoding: bytes, as: UTF8.self)).rules {
            if case .include(let other) = rule, depth < 8 {
                all += try read(FilePath(other), depth: depth + 1)
            } else {
                all.append(rule)
            }
        }
        return all
    }

    /// Whether the helper connects machines to a bridge: a rule must allow it, and none deny it.
    ///
    /// - Parameter bridge: The bridge.
    /// - Returns: Whether it is allowed.
    public func allows(_ bridge: InterfaceName) -> Bool {
        let names = [bridge.text, "all"]
        let isDenied = rules.contains { rule in
            if case .deny(let name) = rule { names.contains(name) } else { false }
        }
        let isAllowed = rules.contains { rule in
            if case .allow(let name) = rule { names.contains(name) } else { false }
        }
        return isAllowed && !isDenied
    }

    /// Tells what is missing for `-netdev bridge`.
    ///
    /// - Parameters:
    ///   - bridge: The bridge.
    ///   - path: The file that the rule would stand in.
    /// - Throws: ``NetworkError`` `helperNotAllowed` with the missing line.
    public func require(
        _ bridge: InterfaceName, in path: FilePath = BridgeHelperPolicy.defaultPath
    ) throws(NetworkError) {
        guard !allows(bridge) else { return }
        throw NetworkError(
            code: .helperNotAllowed, subject: bridge.text,
            message: "QEMU's bridge helper may not use '\(bridge)'. Add the line 'allow \(bridge)' to '\(path)' as "
                + "root, and take a line away that denies it.")
    }
}
