import Glibc
import SystemPackage
import SystemSupport
import TarArchive

/// A tar whose members are found by name. Symbolic links within it are followed by name, as `docker save` uses them
/// for layers that come twice.
struct ArchiveFile {
    let path: FilePath
    private var members: [String: TarEntry] = [:]

    var names: Set<String> { Set(members.keys) }

    init(_ path: FilePath, _ limits: TarLimits) throws(DistributionError) {
        self.path = path
        do {
            let file = try OwnedDescriptor.open(path, flags: O_RDONLY)
            for entry in try TarIndex(reading: file.descriptor, path: path, limits: limits).entries {
                members[String(decoding: try entry.canonicalPath(), as: UTF8.self)] = entry
            }
        } catch let error as TarError {
            throw DistributionError(
                .unsupported, "the file is no tar archive, or a damaged one; a compressed one must be inflated first",
                path: path, offset: error.offset, cause: error)
        } catch {
            throw .storage(path, error)
        }
    }

    /// The content of a member; nil when there is none of that name.
    func content(_ name: String) -> BlobContent? {
        var name = name
        for _ in 0..<8 {
            guard let entry = members[name] else { return nil }
            switch entry.kind {
            case .regular:
                return BlobContent(file: path, range: entry.contentOffset..<(entry.contentOffset + entry.size))
            case .hardLink:
                name = (try? entry.canonicalHardLinkTarget()).map { String(decoding: $0, as: UTF8.self) } ?? ""
            case .symbolicLink: name = Self.resolve(String(decoding: entry.linkTarget, as: UTF8.self), beside: name)
            default: return nil
            }
        }
        return nil
    }

    /// The error for an image that the archive does not hold.
    func hasNo(_ name: String, _ names: [String]) -> DistributionError {
        let found = names.isEmpty ? "no image with a name; leave the name out" : names.joined(separator: ", ")
        return DistributionError(
            .noMatch, "the archive does not hold the image '\(name.prefix(200))'; it holds \(found)", path: path)
    }

    /// Reads a small member.
    func read(_ name: String, limit: Int = 4 << 20) throws(DistributionError) -> [UInt8] {
        var name = name
        if let entry = members[name], entry.kind == .symbolicLink {
            name = Self.resolve(String(decoding: entry.linkTarget, as: UTF8.self), beside: name)
        }
        guard let entry = members[name], entry.kind == .regular else {
            throw DistributionError(.notFound, "the archive does not hold '\(name.prefix(200))'", path: path)
        }
        guard entry.size <= UInt64(limit) else {
            throw DistributionError(.tooLarge, "'\(name.prefix(200))' is longer than \(limit) bytes", path: path)
        }
        return try FileReader(path).read(entry.contentOffset..<(entry.contentOffset + entry.size))
    }

    /// A name relative to another; one that leads out of the archive is none of its members.
    private static func resolve(_ target: String, beside name: String) -> String {
        var parts = name.split(separator: "/").dropLast()
        for part in target.split(separator: "/") {
            if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}
