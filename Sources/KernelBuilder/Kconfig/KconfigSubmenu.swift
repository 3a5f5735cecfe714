import SystemPackage
import SystemSupport

/// The `Config.uk` files that the core's `support/build/config-submenu.sh` would list.
enum KconfigSubmenu {
    /// The title of the menu that the files stand in; empty when they stand in none.
    static func title(_ word: String) -> String {
        let parts = word.split(separator: KconfigMacros.separator, omittingEmptySubsequences: false)
        return parts.count > 2 ? String(parts[2]) : ""
    }

    /// Finds the files.
    ///
    /// - Parameter word: What ``ShellCall`` made of the call: title, excluded directories, then one part an
    ///   option, `l` a library's directory, `r` a directory of such directories, `c` several joined by colons.
    /// - Returns: The files that are there, in the script's order.
    static func files(_ word: String) -> [FilePath] {
        let parts = word.split(separator: KconfigMacros.separator, omittingEmptySubsequences: false)
        guard parts.count > 3 else { return [] }
        let excluded = parts[3].split(separator: ":").map(trimmed)
        var directories: [String] = []
        for part in parts.dropFirst(4) {
            let value = part.dropFirst()
            switch part.first {
            case "l": directories.append(trimmed(value))
            case "c": directories += value.split(separator: ":").map(trimmed)
            case "r":
                let base = FilePath(trimmed(value))
                for name in FileAccess.names(in: base) where !name.hasPrefix(".") {
                    let directory = base.appending(name)
                    if FileAccess.kind(directory) == .directory { directories.append(directory.string) }
                }
            default: break
            }
        }
        return directories.filter { !excluded.contains($0) }.map { FilePath($0).appending("Config.uk") }
            .filter { FileAccess.kind($0) == .regular }
    }

    private static func trimmed(_ path: Substring) -> String {
        String(path.count > 1 && path.hasSuffix("/") ? path.dropLast() : path)
    }
}
