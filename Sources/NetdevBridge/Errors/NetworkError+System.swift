import Glibc
import SystemPackage
package import SystemSupport

extension NetworkError {
    /// A system call that failed, told with what it was for.
    ///
    /// - Parameters:
    ///   - error: The failure.
    ///   - purpose: What was being done, as the end of "cannot …".
    ///   - subject: What it is about; the file by default.
    /// - Returns: The error; `missingCapability` for `EPERM` and `EACCES`.
    package static func system(
        _ error: SystemCallError, _ purpose: String, subject: String? = nil
    ) -> NetworkError {
        let isRefused = error.errno == .notPermitted || error.errno == .permissionDenied
        let remedy = isRefused ? " Run the command as root, or as the user that the network was made for." : ""
        return NetworkError(
            code: isRefused ? .missingCapability : .systemFailure,
            subject: subject ?? error.path?.string ?? "",
            message: "Cannot \(purpose): \(error).\(remedy)",
            errno: error.errno.rawValue, operation: error.systemCall)
    }

    /// A netlink request that the kernel refused.
    ///
    /// - Parameters:
    ///   - number: The error number, positive.
    ///   - request: The request's name, for example `RTM_NEWLINK`.
    ///   - subject: The interface or address that it was about.
    ///   - kernelMessage: The kernel's own words, if it gave any.
    /// - Returns: The error; `missingCapability` for `EPERM`.
    package static func refused(
        _ number: Int32, request: String, subject: String, kernelMessage: String?
    ) -> NetworkError {
        let reason = kernelMessage.map { "\($0) (\(Errno(rawValue: number)))" } ?? "\(Errno(rawValue: number))"
        guard number != EPERM else {
            return NetworkError(
                code: .missingCapability, subject: subject,
                message: "The kernel refused \(request) for '\(subject)': \(reason). It needs CAP_NET_ADMIN: "
                    + "run the command as root once, and give the network to a user with --user.",
                errno: number, operation: request, kernelMessage: kernelMessage)
        }
        return NetworkError(
            code: .kernelRefused, subject: subject,
            message: "The kernel refused \(request) for '\(subject)': \(reason).",
            errno: number, operation: request, kernelMessage: kernelMessage)
    }

    /// A message of the kernel that breaks the rules.
    ///
    /// - Parameters:
    ///   - what: What is wrong with it.
    ///   - offset: Where, in bytes from the start of the datagram.
    /// - Returns: The error.
    package static func malformed(_ what: String, at offset: Int) -> NetworkError {
        NetworkError(
            code: .malformedMessage, message: "A netlink message is malformed at byte \(offset): \(what).",
            position: offset)
    }
}
