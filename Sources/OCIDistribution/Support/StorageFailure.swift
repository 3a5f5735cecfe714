import SystemPackage
import SystemSupport

/// Runs a call on files and puts its error in our words.
func storage<Result>(
    _ path: FilePath, _ body: () throws(SystemCallError) -> Result
) throws(DistributionError) -> Result where Result: ~Copyable {
    do {
        return try body()
    } catch {
        throw DistributionError.storage(path, error)
    }
}

extension DistributionError {
    /// A file that cannot be read or written.
    static func storage(_ path: FilePath, _ error: any Error) -> DistributionError {
        let errno = (error as? SystemCallError)?.errno ?? error as? Errno
        let advice =
            switch errno {
            case .noSpace?: "the disk is full; make room and try again"
            case .permissionDenied?, .notPermitted?: "this user may not use the file"
            default: "the file cannot be used"
            }
        // The same path twice helps nobody.
        var cause = error
        if var call = error as? SystemCallError, call.path == path {
            call.path = nil
            cause = call
        }
        return DistributionError(.storage, advice, path: path, cause: cause)
    }
}
