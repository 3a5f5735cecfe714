import Crypto
import DockerfileModel
import Glibc
import RootfsModel
import SystemPackage
import SystemSupport
import UnikraftCore

/// A file that `ADD` fetches over HTTP.
struct RemoteFile {
    private static let kind = "downloads"
    private static let redirectLimit = 10

    let address: String
    /// `sha256:` and 64 digits; nil when any content is taken.
    let checksum: String?

    init(_ address: String, checksum: String?) {
        self.address = address
        self.checksum = checksum
    }

    /// Fetches the file. One that is named by a checksum is taken from the cache when it is there.
    ///
    /// - Parameter work: The build.
    /// - Returns: The file with the name that it gets in a directory.
    /// - Throws: ``RootfsError`` with the code `unreadableSource`, `tooLarge` or `checksumMismatch`.
    func fetch(in work: BuildWork) async throws -> (name: String, node: FileNode) {
        do {
            var url = try HTTPURL(parsing: address)
            let name = url.path.split(separator: "/").last.map(String.init) ?? "index.html"
            let cache = work.environment.cache
            if let checksum, let known = cache.find(ContentKey([checksum]), Self.kind) {
                return (name, try node(known))
            }
            guard let transport = work.environment.transport else {
                throw RootfsError(
                    .unreadableSource, "'\(url.withoutQuery)' cannot be fetched: no HTTP transport was given")
            }
            for _ in 0...Self.redirectLimit {
                let response = try await transport.send(HTTPRequest(.get, url))
                if (301...308).contains(response.status), let location = response.headers["location"] {
                    let next = try url.resolving(location)
                    guard next.scheme == .https || url.scheme != .https else {
                        throw RootfsError(
                            .unreadableSource,
                            "'\(url.withoutQuery)' leads from https to plain http, which is not followed")
                    }
                    url = next
                    continue
                }
                guard response.status == 200 else {
                    throw RootfsError(
                        .unreadableSource, "'\(url.withoutQuery)' was answered with status \(response.status)")
                }
                return (name, try node(try await store(response, of: url, work)))
            }
            throw RootfsError(
                .unreadableSource, "'\(url.withoutQuery)' leads over more than \(Self.redirectLimit) redirects")
        } catch let error as HTTPTransportError {
            throw RootfsError(.unreadableSource, "'\(address.prefix { $0 != "?" })' cannot be fetched", cause: error)
        } catch let error as InvalidValue {
            throw RootfsError(.unreadableSource, "\(error)")
        }
    }

    private func node(_ file: FilePath) throws -> FileNode {
        // What comes over HTTP is for its owner alone (Dockerfile reference, "ADD").
        FileNode(.regular(.file(file, length: try fileSize(file))), metadata: FileMetadata(permissions: 0o600))
    }

    private func store(_ response: HTTPResponse, of url: HTTPURL, _ work: BuildWork) async throws -> FilePath {
        let (cache, limit) = (work.environment.cache, work.environment.downloadLimit)
        let directory = try cache.makeWorkDirectory()
        defer { directory.remove() }
        let temporary = directory.path.appending("body")
        let file = try OwnedDescriptor.open(temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        var hasher = SHA256()
        let isWhole = try await response.read(upTo: limit) { piece in
            hasher.update(data: piece)
            try file.descriptor.writeAll(piece)
        }
        guard isWhole else {
            throw RootfsError(
                .tooLarge,
                "'\(url.withoutQuery)' is longer than \(limit), which is the limit of a download; check the address, or "
                    + "allow more with a larger download limit")
        }
        let digest = "sha256:" + hexadecimal(hasher.finalize())
        if let checksum, checksum != digest {
            throw RootfsError(
                .checksumMismatch,
                "the file has the digest \(digest), and \(checksum) is asked for; check the address and the digest")
        }
        return try cache.store(ContentKey([digest]), Self.kind) { output in
            try ByteStream.read(temporary) { try output.writeAll($0) }
        }
    }
}
