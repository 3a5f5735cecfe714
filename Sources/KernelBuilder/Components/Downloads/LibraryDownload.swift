/// An archive that a library's `Makefile.uk` has make download (`fetch`, `fetch2`, `fetchas` and `fetchas2` of the
/// core's `support/build/Makefile.rules`).
public struct LibraryDownload: Sendable, Hashable {
    /// The library's name in the build, for example `liblwip`; also the directory below the output directory.
    public var library: String
    /// Where it can be had, best first.
    public var urls: [String]
    /// The file's name below the library's directory.
    public var fileName: String
    /// The SHA-256 that the library names, in hexadecimal; nil when it names none.
    public var sha256: String?

    /// Creates a download.
    ///
    /// - Parameters:
    ///   - library: The library's name in the build.
    ///   - urls: Where it can be had, best first.
    ///   - fileName: The file's name below the library's directory.
    ///   - sha256: The SHA-256 that the library names.
    public init(library: String, urls: [String], fileName: String, sha256: String? = nil) {
        self.library = library
        self.urls = urls
        self.fileName = fileName
        self.sha256 = sha256
    }
}
