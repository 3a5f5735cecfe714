/// How an archive is written.
public struct CpioOptions: Sendable, Hashable {
    /// Who will read the archive.
    public var profile: CpioProfile
    /// How headers are written: ``CpioFormat/newc`` or ``CpioFormat/crc``.
    public var format: CpioFormat
    /// How names are stored.
    public var names: CpioNameStyle
    /// Whether names of directories end in `/`. A Unikraft guest cannot read such names.
    public var directoriesEndInSlash: Bool
    /// What is done to metadata.
    public var normalization: CpioNormalization

    /// Creates options.
    ///
    /// - Parameters:
    ///   - profile: Who will read the archive.
    ///   - format: How headers are written.
    ///   - names: How names are stored.
    ///   - directoriesEndInSlash: Whether names of directories end in `/`.
    ///   - normalization: What is done to metadata.
    public init(
        profile: CpioProfile = .unikraft, format: CpioFormat = .newc, names: CpioNameStyle = .plain,
        directoriesEndInSlash: Bool = false, normalization: CpioNormalization = .reproducible
    ) {
        self.profile = profile
        self.format = format
        self.names = names
        self.directoriesEndInSlash = directoriesEndInSlash
        self.normalization = normalization
    }
}
