import Glibc
import SystemPackage
import SystemSupport

/// Remembers how the trial of KVM went, for as long as neither the boot, the host's kernel nor QEMU changes.
struct ProbeCache {
    private let file: FilePath
    private let key: String

    /// nil when there is no place to keep a result, or no way to tell whether it still holds.
    ///
    /// - Parameters:
    ///   - directory: Where the result is kept; nil is `$XDG_CACHE_HOME/swift-unikraft`.
    ///   - executable: The QEMU program. Its size and time stand for its version, which costs a start to ask.
    init?(directory: FilePath?, executable: FilePath) {
        guard let directory = directory ?? Self.userCache,
            let status = try? FileStatus(of: executable, followSymlink: true),
            let boot = Self.line(of: "/proc/sys/kernel/random/boot_id"),
            let release = Self.line(of: "/proc/sys/kernel/osrelease")
        else { return nil }
        file = directory.appending("kvm-trial")
        key = "\(boot) \(release) \(executable) \(status.size) \(status.modificationTime) \(status.inode)"
    }

    /// The result of an earlier trial that still holds.
    var result: AccelerationProbe.Result? {
        guard let file = try? OwnedDescriptor.open(file, flags: O_RDONLY),
            let bytes = try? file.read(at: 0, limit: 4096, path: self.file)
        else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", maxSplits: 1)
        guard lines.count == 2, lines[0] == key else { return nil }
        let value = lines[1].prefix { $0 != "\n" }
        switch value {
        case "works": return .works
        case "no 1 GiB pages": return .noGigantPages
        default: return value.hasPrefix("broken: ") ? .broken(String(value.dropFirst(8))) : nil
        }
    }

    /// Keeps a result. That it cannot be kept is no error: the trial is made again then.
    func store(_ result: AccelerationProbe.Result) {
        let value =
            switch result {
            case .works: "works"
            case .noGigantPages: "no 1 GiB pages"
            case .broken(let what): "broken: " + what.split(separator: "\n").joined(separator: " ")
            }
        try? makeDirectories(file.removingLastComponent(), mode: 0o700)
        guard let output = try? AtomicFile(path: file, mode: 0o600) else { return }
        guard (try? output.descriptor.writeAll("\(key)\n\(value)\n".utf8)) != nil else { return }
        try? output.commit()
    }

    private static var userCache: FilePath? {
        func variable(_ name: String) -> String? {
            unsafe getenv(name).map { unsafe String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        if let cache = variable("XDG_CACHE_HOME") { return FilePath(cache).appending("swift-unikraft") }
        return variable("HOME").map { FilePath($0).appending(".cache").appending("swift-unikraft") }
    }

    private static func line(of path: FilePath) -> String? {
        guard let file = try? OwnedDescriptor.open(path, flags: O_RDONLY),
            let bytes = try? file.read(at: 0, limit: 256, path: path)
        else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
    }
}
