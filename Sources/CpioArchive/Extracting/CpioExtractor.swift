import Glibc
public import SystemPackage

/// Extracts an archive into a directory, and nowhere else.
///
/// Names are followed part by part from the directory on, by descriptor. A name that is absolute, has a
/// part `..`, or goes through a symlink is refused. What is in the way of an entry is replaced, unless it
/// is a directory with something in it.
public struct CpioExtractor: Sendable {
    /// What becomes of names that begin with `/`.
    public enum AbsoluteNames: Sendable, Hashable {
        /// They are refused.
        case refuse
        /// They are taken from the directory on.
        case belowDirectory
    }

    /// Where to extract to; it is made if it is missing.
    public let directory: FilePath
    /// What becomes of names that begin with `/`.
    public var absoluteNames = AbsoluteNames.refuse
    /// Whether owner and group of the archive are set. Without it, set-user-ID and set-group-ID bits are
    /// not set either. On by default for root only.
    public var restoresOwners = geteuid() == 0
    /// Whether devices, pipes and sockets are made; else they are left out. Devices need root.
    public var makesSpecialFiles = true

    /// Creates an extractor.
    ///
    /// - Parameter directory: Where to extract to.
    public init(to directory: FilePath) {
        self.directory = directory
    }

    /// Extracts everything that is left in a reader.
    ///
    /// - Parameter reader: The archive.
    /// - Returns: What was extracted.
    /// - Throws: ``CpioError`` at the first entry that cannot be extracted; those before it stay.
    @discardableResult
    public func extract(_ reader: consuming CpioReader) throws(CpioError) -> CpioReport {
        var reader = reader
        var extraction = Extraction(self, try DirectoryChain(directory))
        while let record = try reader.next() { try extraction.extract(record, &reader) }
        try extraction.finishDirectories()
        return extraction.report
    }
}
