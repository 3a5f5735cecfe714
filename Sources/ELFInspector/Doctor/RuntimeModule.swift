public import SystemPackage

/// A file that a library loads while a program runs, so that no loader asks for it at the start.
public struct RuntimeModule: Sendable, Hashable {
    /// Who loads such files.
    public enum Kind: String, Sendable, Hashable {
        /// glibc's name services, named by `/etc/nsswitch.conf` (nsswitch.conf(5)).
        case nameService
        /// glibc's conversions between character sets (iconv(3)).
        case characterSets
        /// Providers and engines of OpenSSL.
        case openSSL
    }

    /// Who loads it.
    public var kind: Kind
    /// The library that loads it.
    public var user: FilePath
    /// Its name, or the directory of such modules.
    public var name: String
    /// Where it is inside the root; nil when it is absent.
    public var path: FilePath?
    /// The libraries that it needs and that are absent.
    public var missing: [String]
}
