import SystemPackage
import SystemSupport

extension CpioError {
    /// The error for a system call that failed.
    static func system(
        _ error: SystemCallError, _ detail: String, path: [UInt8]? = nil, file: FilePath? = nil, offset: UInt64? = nil
    ) -> CpioError {
        CpioError(
            .system, detail, path: path, file: file ?? error.path, offset: offset, systemCall: error.systemCall,
            errno: error.errno)
    }

    /// The error that the last system call of this thread left in `errno`.
    static func last(
        _ systemCall: String, _ detail: String, path: [UInt8]? = nil, file: FilePath? = nil, offset: UInt64? = nil
    ) -> CpioError {
        system(.last(systemCall, nil), detail, path: path, file: file, offset: offset)
    }

    /// The error for a source file whose opening or reading failed, by what happened to it.
    static func lastForSource(_ systemCall: String, path: [UInt8]) -> CpioError {
        let errno = currentErrno()
        let (code, detail): (Code, String) =
            switch errno {
            case .noSuchFileOrDirectory:
                (.fileVanished, "it went away while it was packed; pack again when the tree is at rest")
            case .tooManySymbolicLinkLevels, .notDirectory:
                (.fileReplaced, "it was replaced while it was packed; pack again when the tree is at rest")
            default: (.system, "it cannot be read; leave it out, or pack as a user who may read it")
            }
        return CpioError(code, detail, path: path, systemCall: systemCall, errno: errno)
    }
}
