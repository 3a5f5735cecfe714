import SystemSupport

/// The options of a writer, resolved: what may stand in the archive, and how metadata is stored.
struct EntryRules: Sendable {
    let profile: CpioProfile
    let format: CpioFormat
    /// What stands before each name.
    let prefix: [UInt8]
    let rootName: [UInt8]
    let directoriesEndInSlash: Bool
    let owners: CpioNormalization.Owners
    /// The latest time that is stored; nil keeps times.
    let latestTime: UInt32?
    let keepsInodes: Bool
    /// Bytes that a stored name gets where the archive is read: its NUL, and in a guest, which writes below `/`, a slash
    /// where there is none.
    private let addedLength: Int

    /// The longest part of a name (`NAME_MAX`, limits.h).
    static let longestComponent = 255
    /// The longest name with its NUL (`PATH_MAX`, limits.h; `lib/ukcpio` and `init/initramfs.c` alike).
    static let longestPath = 4096

    init(_ options: CpioOptions) throws(CpioError) {
        guard options.format != .odc else {
            throw CpioError(.invalidOption, "the odc format is read, but not written; choose newc or crc")
        }
        guard !(options.directoriesEndInSlash && options.profile == .unikraft) else {
            throw CpioError(
                .invalidOption,
                "a Unikraft guest does not boot from names that end in '/'; drop the option or choose the linux profile"
            )
        }
        profile = options.profile
        format = options.format
        prefix = options.names.prefix.withUTF8Buffer { unsafe Array($0) }
        addedLength = profile == .unikraft && prefix != [UInt8(ascii: "/")] ? 2 : 1
        rootName = options.names.rootName
        directoriesEndInSlash = options.directoriesEndInSlash
        owners = options.normalization.owners
        keepsInodes = options.normalization.inodes == .keep
        latestTime =
            switch options.normalization.times {
            case .keep: nil
            case .clamped(let time): time
            case .sourceDateEpoch: try EntryRules.sourceDateEpoch()
            }
    }

    private static func sourceDateEpoch() throws(CpioError) -> UInt32 {
        do {
            return try SourceDateEpoch.seconds()
        } catch {
            throw CpioError(.invalidOption, "\(error)")
        }
    }

    /// The time that is stored for a time.
    ///
    /// - Throws: ``CpioError/Code/timeOutOfRange`` when times are kept and 32 bits cannot hold it.
    func storedTime(_ time: Int64, path: @autoclosure () -> [UInt8]) throws(CpioError) -> UInt32 {
        if let latestTime { return UInt32(clamping: min(max(time, 0), Int64(latestTime))) }
        guard let stored = UInt32(exactly: time) else {
            throw CpioError(
                .timeOutOfRange,
                "its time, \(time) s, is before 1970 or after 2106-02-07, which the format cannot hold; touch the file or clamp times",
                path: path())
        }
        return stored
    }

    /// Owner and group that are stored.
    @inline(__always)
    func storedOwner(_ owner: UInt32, _ group: UInt32) -> (owner: UInt32, group: UInt32) {
        switch owners {
        case .keep: (owner, group)
        case .fixed(let owner, let group): (owner, group)
        }
    }

    /// Checks a name as it will be stored.
    ///
    /// - Parameters:
    ///   - length: Bytes of the stored name without its NUL.
    ///   - path: The name without a prefix.
    /// - Throws: ``CpioError/Code/pathTooLong``.
    @inline(__always)
    func checkStoredLength(_ length: Int, path: @autoclosure () -> [UInt8]) throws(CpioError) {
        guard length + addedLength <= EntryRules.longestPath else {
            throw CpioError(
                .pathTooLong, "the name has \(length) bytes, and the system that reads the archive takes 4095",
                path: path())
        }
    }

    /// Whether a name would end the archive for every reader.
    ///
    /// - Parameter path: The name without a prefix.
    /// - Returns: Whether it would.
    func isReserved(_ path: some Collection<UInt8>) -> Bool {
        prefix.isEmpty && path.elementsEqual(NewcHeader.trailerName)
    }

    /// Refuses a name that would end the archive.
    func checkReserved(_ path: [UInt8]) throws(CpioError) {
        guard isReserved(path) else { return }
        throw CpioError(
            .reservedName, "this name ends an archive for every reader; rename it or choose another style of names",
            path: path)
    }

    /// Checks the length of data.
    func checkSize(_ size: UInt64, path: @autoclosure () -> [UInt8]) throws(CpioError) -> UInt32 {
        guard let stored = UInt32(exactly: size) else {
            throw CpioError(
                .fileTooLarge,
                "it has \(size) bytes, and the format holds at most 4294967295; leave it out or split it",
                path: path())
        }
        return stored
    }

    /// Checks the target of a symlink.
    func checkTarget(length: Int, hasNUL: Bool, path: @autoclosure () -> [UInt8]) throws(CpioError) {
        guard length > 0, length < EntryRules.longestPath, !hasNUL else {
            let problem = length == 0 ? "is empty" : hasNUL ? "holds a NUL byte" : "has over 4095 bytes"
            throw CpioError(
                .invalidTarget, "the target of the symlink \(problem), which crashes guests; correct the link",
                path: path())
        }
    }
}
