/// How an archive is compressed, by its first bytes.
public enum CpioCompression: String, Sendable, Hashable, CaseIterable {
    /// gzip (RFC 1952, section 2.3.1). It is read.
    case gzip
    /// Zstandard (RFC 8878, section 3.1.1).
    case zstd
    /// xz (the .xz file format, section 2.1.1.1).
    case xz
    /// bzip2.
    case bzip2
    /// LZ4, as a frame or as the kernel's older form.
    case lz4
    /// LZMA of its own.
    case lzma
    /// lzop.
    case lzo

    var magics: [[UInt8]] {
        switch self {
        case .gzip: [[0x1f, 0x8b]]
        case .zstd: [[0x28, 0xb5, 0x2f, 0xfd]]
        case .xz: [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]]
        case .bzip2: [[0x42, 0x5a, 0x68]]
        case .lz4: [[0x04, 0x22, 0x4d, 0x18], [0x02, 0x21, 0x4c, 0x18]]
        case .lzma: [[0x5d, 0x00, 0x00]]
        case .lzo: [[0x89, 0x4c, 0x5a, 0x4f]]
        }
    }

    /// Recognises a compression; nil when the bytes are none that is known.
    ///
    /// - Parameter bytes: The first bytes of the input, six or more where there are so many.
    public init?(firstBytes bytes: some Collection<UInt8>) {
        let found = CpioCompression.allCases.first { $0.magics.contains { bytes.starts(with: $0) } }
        guard let found else { return nil }
        self = found
    }
}
