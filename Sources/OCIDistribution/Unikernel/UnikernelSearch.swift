import TarArchive

/// Looks for the files of a unikernel in layers, the lowest first. An upper layer hides what lies below as the image
/// specification says (image-spec, layer.md): by whiteouts, and by another entry in the file's place.
struct UnikernelSearch {
    private struct Found {
        /// The place relative to the root; nil when the layer is the file itself, so that nothing hides it.
        var path: [UInt8]?
        var file: UnikernelFile
    }

    private var found: [UnikernelFile.Role: Found] = [:]

    /// What was found.
    var files: [UnikernelFile.Role: UnikernelFile] { found.mapValues(\.file) }

    /// Takes a layer that is a file itself.
    mutating func take(_ file: UnikernelFile, as role: UnikernelFile.Role) {
        found[role] = Found(path: nil, file: file)
    }

    /// Takes a layer.
    ///
    /// - Parameters:
    ///   - layer: The layer.
    ///   - named: Places that its annotations name, relative to the root.
    /// - Throws: `TarError` when a name leads out of the root.
    mutating func take(_ layer: StoredLayer, named: [[UInt8]: UnikernelFile.Role]) throws(TarError) {
        var places: [[UInt8]: UnikernelFile.Role] = [:]
        for role in UnikernelFile.Role.allCases { places[Array(role.path.utf8.dropFirst())] = role }
        places.merge(named) { _, last in last }
        var present: [UnikernelFile.Role: (path: [UInt8], entry: TarEntry)] = [:]
        for entry in layer.index.entries {
            let path = try entry.canonicalPath()
            switch try Whiteout.mark(entry) {
            case .name(let name)?: hide(name, andBelow: true)
            case .opaqueDirectory(let name)?: hide(name, andBelow: true)
            case nil:
                hide(path, andBelow: entry.kind != .directory)
                guard let role = places[path] else { continue }
                present[role] = entry.kind == .regular || entry.kind == .hardLink ? (path, entry) : nil
            }
        }
        for (role, place) in present {
            guard let entry = try Self.resolve(place.entry, in: layer) else { continue }
            let file = UnikernelFile(in: layer.stored, range: layer.range(of: entry), mode: entry.mode)
            found[role] = Found(path: place.path, file: file)
        }
    }

    /// Forgets what lower layers have at a place.
    private mutating func hide(_ path: [UInt8], andBelow: Bool) {
        for (role, place) in found {
            guard let there = place.path else { continue }
            let isBelow = path.isEmpty || (there.starts(with: path) && there.dropFirst(path.count).first == 47)
            if there == path || (andBelow && isBelow) { found[role] = nil }
        }
    }

    /// The entry that holds the content: a hard link stands for an entry of its own layer.
    private static func resolve(_ entry: TarEntry, in layer: StoredLayer) throws(TarError) -> TarEntry? {
        var entry = entry
        for _ in 0..<8 where entry.kind == .hardLink {
            let target = try entry.canonicalHardLinkTarget()
            var next: TarEntry?
            for other in layer.index.entries where other.kind == .regular || other.kind == .hardLink {
                if try other.canonicalPath() == target { next = other }
            }
            guard let next else { return nil }
            entry = next
        }
        return entry.kind == .regular ? entry : nil
    }
}
