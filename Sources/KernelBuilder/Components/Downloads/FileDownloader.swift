public import SystemPackage

/// Brings a file from the network to the disk. The seam of this module to HTTP.
public protocol FileDownloader: Sendable {
    /// Downloads a file.
    ///
    /// - Parameters:
    ///   - url: The address, `https://` or `http://`.
    ///   - path: Where to write it; what is there is replaced. On failure nothing useful is there.
    /// - Throws: An error that says what went wrong.
    func download(_ url: String, to path: FilePath) async throws
}
