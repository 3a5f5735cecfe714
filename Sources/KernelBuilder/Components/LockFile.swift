import FoundationEssentials
public import SystemPackage
import UnikraftCore

/// `Kraftfile.lock`: what each component and each download turned out to be, so that a build can be repeated.
public struct LockFile: Sendable, Hashable, Codable {
    /// What a component turned out to be.
    public struct Component: Sendable, Hashable, Codable {
        /// What kind of source it has: `git`, `archive` or `index`.
        public var kind: String
        /// The source as the project names it.
        public var source: String
        /// The branch, tag, channel or version that the project names.
        public var reference: String?
        /// The commit, for git.
        public var commit: String?
        /// Where the archive was, for the index.
        public var resource: String?
        /// The archive's SHA-256 in hexadecimal, for archives.
        public var sha256: String?

        /// Whether it answers a request.
        func answers(_ origin: ComponentOrigin) -> Bool {
            source == origin.source && reference == origin.reference
        }
    }

    /// An archive that a library's own Makefile wants.
    public struct Download: Sendable, Hashable, Codable {
        /// The library's name in the build, for example `liblwip`.
        public var library: String
        /// The archive's SHA-256 in hexadecimal.
        public var sha256: String
    }

    /// The format's version: 1.
    public private(set) var version = 1
    /// The components by their keys, for example `libs/lwip`.
    public var components: [String: Component] = [:]
    /// The downloads by their URLs.
    public var downloads: [String: Download] = [:]

    /// Creates an empty lock file.
    public init() {}

    /// Reads a lock file.
    ///
    /// - Parameter path: The file.
    /// - Returns: Its content; an empty one when there is no file.
    /// - Throws: ``KernelBuildError`` when it cannot be read or is of another version.
    public static func load(_ path: FilePath) throws(KernelBuildError) -> LockFile {
        guard let bytes = try FileAccess.readIfPresent(path, limit: 4 << 20) else { return LockFile() }
        let lock: LockFile
        do {
            lock = try JSONDecoder().decode(LockFile.self, from: Data(bytes))
        } catch {
            throw KernelBuildError(
                .lockFile, subject: path.string, "'\(path)' is not a lock file",
                remedy: "Restore it from version control, or remove it to have it made anew.")
        }
        guard lock.version == 1 else {
            throw KernelBuildError(
                .lockFile, subject: path.string,
                "'\(path)' has version \(lock.version), and this program knows version 1",
                remedy: "Use a newer version of this program.")
        }
        return lock
    }

    /// Writes the lock file, unless its content is there already.
    ///
    /// - Parameter path: The file.
    /// - Throws: ``KernelBuildError``.
    public func save(_ path: FilePath) throws(KernelBuildError) {
        let bytes = try StableJSON.encode(self)
        guard try FileAccess.readIfPresent(path, limit: 4 << 20) != bytes else { return }
        if components.isEmpty, downloads.isEmpty, !FileAccess.exists(path) { return }
        try FileAccess.write(bytes, to: path)
    }
}

/// JSON with sorted keys, the same bytes for the same value.
enum StableJSON {
    static func encode(_ value: some Encodable) throws(KernelBuildError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value)) + [0x0a]
        } catch {
            throw KernelBuildError(
                .file, "a value cannot be written as JSON", remedy: "Report this with the project that shows it.",
                cause: error)
        }
    }
}

extension StableJSON {
    /// Reads a small JSON file of this module; nil when it is missing or broken.
    static func decode<Value: Decodable>(_ type: Value.Type, at path: FilePath) -> Value? {
        guard let bytes = try? FileAccess.readIfPresent(path, limit: 4 << 20) else { return nil }
        return try? JSONDecoder().decode(type, from: Data(bytes))
    }
}
