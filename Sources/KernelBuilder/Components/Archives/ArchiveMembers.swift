import SystemPackage
import TarArchive
import UnikraftCore

/// The members of a component's archive that are to be unpacked, with their names below the component's directory.
///
/// One leading directory that all share is taken away. Refused are absolute names, `..`, devices, and links that
/// lead out, as well as members below a link.
struct ArchiveMembers {
    /// A member with the name that it gets.
    struct Member {
        let entry: TarEntry
        let name: String
        /// What a hard link names.
        let linkedName: String
    }

    /// The members; each name once, the last one of several counts.
    let members: [Member]

    /// Checks an index.
    ///
    /// - Parameters:
    ///   - index: What the archive holds.
    ///   - archive: The archive's name, for errors.
    /// - Throws: ``KernelBuildError`` for a name or a kind that is refused.
    init(_ index: TarIndex, archive: FilePath) throws(KernelBuildError) {
        var names: [String] = []
        for entry in index.entries {
            guard entry.path.first != UInt8(ascii: "/") else {
                throw Self.refused(entry, archive, "its name is absolute")
            }
            do {
                names.append(String(decoding: try entry.canonicalPath(), as: UTF8.self))
            } catch {
                throw Self.refused(entry, archive, "its name holds '..'")
            }
        }
        let shared = Self.sharedDirectory(names, index.entries)
        var kept: [String: Member] = [:]
        var links: Set<String> = []
        for (entry, name) in zip(index.entries, names) {
            guard let place = Self.strip(name, shared), !place.isEmpty else { continue }
            try Self.check(entry, place, archive)
            var linkedName = ""
            if entry.kind == .hardLink {
                let target = try? entry.canonicalHardLinkTarget()
                guard let target, let inside = Self.strip(String(decoding: target, as: UTF8.self), shared),
                    !inside.isEmpty
                else {
                    throw Self.refused(entry, archive, "it is a link that leads out")
                }
                linkedName = inside
            }
            kept[place] = Member(entry: entry, name: place, linkedName: linkedName)
            if entry.kind == .symbolicLink { links.insert(place) } else { links.remove(place) }
        }
        for member in kept.values {
            var parent = FilePath(member.name).removingLastComponent()
            while !parent.isEmpty {
                guard !links.contains(parent.string) else {
                    throw Self.refused(member.entry, archive, "it stands below a link")
                }
                parent = parent.removingLastComponent()
            }
        }
        members = kept.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func check(_ entry: TarEntry, _ place: String, _ archive: FilePath) throws(KernelBuildError) {
        switch entry.kind {
        case .regular, .directory, .hardLink: return
        case .symbolicLink:
            let target = String(decoding: entry.linkTarget, as: UTF8.self)
            var depth = place.split(separator: "/").count - 1
            guard !target.isEmpty, !target.hasPrefix("/"), !target.utf8.contains(0) else {
                throw refused(entry, archive, "it is a link that leads out")
            }
            for part in target.split(separator: "/") where part != "." {
                depth += part == ".." ? -1 : 1
                guard depth >= 0 else { throw refused(entry, archive, "it is a link that leads out") }
            }
        case .characterDevice, .blockDevice, .fifo: throw refused(entry, archive, "it is a device or a pipe")
        }
    }

    /// The one directory that every member stands in; nil when there is none.
    private static func sharedDirectory(_ names: [String], _ entries: [TarEntry]) -> String? {
        var shared: Substring?
        for (name, entry) in zip(names, entries) where !name.isEmpty {
            guard let first = name.split(separator: "/", maxSplits: 1).first, shared.map({ $0 == first }) ?? true,
                name.contains("/") || entry.kind == .directory
            else { return nil }
            shared = first
        }
        return shared.map(String.init)
    }

    private static func strip(_ name: String, _ shared: String?) -> String? {
        guard let shared else { return name }
        if name == shared { return "" }
        return name.hasPrefix("\(shared)/") ? String(name.dropFirst(shared.count + 1)) : nil
    }

    private static func refused(_ entry: TarEntry, _ archive: FilePath, _ reason: String) -> KernelBuildError {
        ArchiveFile.error(
            archive, "'\(PrintableText.whole(String(decoding: entry.path, as: UTF8.self)))' is refused: \(reason)")
    }
}
