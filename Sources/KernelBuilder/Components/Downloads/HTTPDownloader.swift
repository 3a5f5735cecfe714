import Glibc
public import SystemPackage
import SystemSupport
public import UnikraftCore

/// Downloads files over an `HTTPTransport`; redirects are followed, from https to https only.
public struct HTTPDownloader: FileDownloader {
    private let transport: any HTTPTransport
    private let limit: ByteCount
    private static let redirectLimit = 10

    /// Creates a downloader.
    ///
    /// - Parameters:
    ///   - transport: Sends the requests.
    ///   - limit: The longest file that is taken.
    public init(transport: any HTTPTransport, limit: ByteCount = .usualDownloadLimit) {
        self.transport = transport
        self.limit = limit
    }

    /// Downloads a file.
    ///
    /// - Parameters:
    ///   - url: The address.
    ///   - path: Where to write it; what is there is replaced.
    /// - Throws: ``KernelBuildError`` for an answer that is not the file, with the code `tooLarge` for one that is
    ///   longer than the limit; the transport's error.
    public func download(_ url: String, to path: FilePath) async throws {
        var address = try HTTPURL(parsing: url)
        for _ in 0..<Self.redirectLimit {
            let response = try await transport.send(HTTPRequest(.get, address))
            switch response.status {
            case 200:
                let file = try OwnedDescriptor.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
                guard try await response.read(upTo: limit, { try file.descriptor.writeAll($0) }) else {
                    throw KernelBuildError(
                        .tooLarge, subject: url, "'\(url)' is longer than \(limit), which is the limit of a download",
                        remedy: "Check the address, or allow more with a larger download limit.")
                }
                return
            case 301, 302, 303, 307, 308:
                guard let location = response.headers["location"] else {
                    throw Self.failure(url, "a redirect leads nowhere")
                }
                let next = try address.resolving(location)
                guard next.scheme == .https || address.scheme != .https else {
                    throw Self.failure(url, "a redirect leaves https")
                }
                address = next
            default: throw Self.failure(url, "the server answers with status \(response.status)")
            }
        }
        throw Self.failure(url, "there are too many redirects")
    }

    private static func failure(_ url: String, _ reason: String) -> KernelBuildError {
        KernelBuildError(
            .fetch, subject: url, "cannot download '\(url)': \(reason)", remedy: "Check the address and the network.")
    }
}
