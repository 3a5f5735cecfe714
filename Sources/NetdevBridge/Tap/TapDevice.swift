import CLinux
import Glibc
import SystemPackage
import SystemSupport

/// An open tap: a network interface whose other end is a file descriptor.
///
/// The interface goes when this value goes, or when this process dies, unless it was made persistent. It has
/// one queue; a machine monitor that wants several opens a tap of its own.
public struct TapDevice: ~Copyable, Sendable {
    /// The name of the interface.
    public let name: InterfaceName
    private let descriptor: OwnedDescriptor

    /// Makes a tap, down and without an owner.
    ///
    /// - Parameters:
    ///   - name: The name of the interface to make.
    ///   - host: Where to make it.
    /// - Returns: The tap.
    /// - Throws: ``NetworkError``; `nameTaken` when an interface has the name, `missingCapability` without
    ///   `CAP_NET_ADMIN`, `tapUnavailable` without the driver.
    public static func make(_ name: InterfaceName, on host: NetworkHost = NetworkHost()) throws(NetworkError)
        -> TapDevice
    {
        try open(name, flags: TunDriver.exclusive, on: host)
    }

    /// Opens a persistent tap that exists.
    ///
    /// - Parameters:
    ///   - name: The name of the interface.
    ///   - host: Where it is.
    /// - Returns: The tap; dropping it leaves the interface.
    /// - Throws: ``NetworkError``; `tapBusy` when another process has it open, `missingCapability` when it
    ///   belongs to another user.
    public static func openExisting(
        _ name: InterfaceName, on host: NetworkHost = NetworkHost()
    ) throws(NetworkError) -> TapDevice {
        guard try host.routeNetlink().link(named: name)?.kind == "tun" else {
            throw NetworkError(
                code: .tapUnavailable, subject: name.text, message: "There is no tap named '\(name)'.", errno: ENODEV)
        }
        return try open(name, flags: 0, on: host)
    }

    /// Finds out whether this user may open taps at all.
    ///
    /// - Parameter name: What a tap is wanted for, for the error.
    /// - Throws: ``NetworkError`` `tapUnavailable`.
    static func checkAvailable(for name: InterfaceName) throws(NetworkError) {
        _ = try openDriver(for: name)
    }

    private static func openDriver(for name: InterfaceName) throws(NetworkError) -> OwnedDescriptor {
        do throws(SystemCallError) {
            return try OwnedDescriptor.open("/dev/net/tun", flags: O_RDWR)
        } catch {
            let remedy =
                error.errno == .permissionDenied
                ? "Let this user read and write /dev/net/tun." : "Load the driver with 'modprobe tun'."
            throw NetworkError(
                code: .tapUnavailable, subject: name.text,
                message: "Taps are not available: \(error). \(remedy)", errno: error.errno.rawValue,
                operation: "openat")
        }
    }

    private static func open(
        _ name: InterfaceName, flags: UInt16, on host: NetworkHost
    ) throws(NetworkError) -> TapDevice {
        let number = try host.inside { () throws(NetworkError) in try openDriver(for: name).release() }
        let descriptor = OwnedDescriptor(adopting: number)
        // struct ifreq (linux/if.h): the name in bytes 0–15, the flags in 16–17, 40 bytes in all.
        var request = [UInt8](repeating: 0, count: 40)
        for (index, byte) in name.text.utf8.prefix(15).enumerated() { request[index] = byte }
        let all = flags | TunDriver.tap | TunDriver.withoutPacketInformation | TunDriver.virtioHeader
        request[16] = UInt8(truncatingIfNeeded: all)
        request[17] = UInt8(truncatingIfNeeded: all >> 8)
        let result = unsafe request.withUnsafeMutableBytes { bytes in
            unsafe clinux_ioctl(descriptor.rawValue, TunDriver.setInterface, bytes.baseAddress)
        }
        guard result == 0 else { throw failure(.last("TUNSETIFF"), name, isNew: flags != 0) }
        return TapDevice(name: name, descriptor: descriptor)
    }

    private init(name: InterfaceName, descriptor: consuming OwnedDescriptor) {
        self.name = name
        self.descriptor = descriptor
    }

    private static func failure(_ error: SystemCallError, _ name: InterfaceName, isNew: Bool) -> NetworkError {
        let (code, advice): (NetworkError.Code, String) =
            switch error.errno {
            case .resourceBusy where isNew: (.nameTaken, "An interface of that name exists. Choose another one.")
            case .resourceBusy: (.tapBusy, "Another process has it open.")
            case .notPermitted where isNew: (.missingCapability, "Making a tap needs CAP_NET_ADMIN.")
            case .notPermitted: (.missingCapability, "It belongs to another user; opening it needs CAP_NET_ADMIN.")
            case .invalidArgument: (.nameTaken, "The interface is not a tap with one queue.")
            default: (.systemFailure, "")
            }
        return NetworkError(
            code: code, subject: name.text, message: "Cannot open the tap '\(name)': \(error). \(advice)",
            errno: error.errno.rawValue, operation: error.systemCall)
    }

    /// The descriptor to read frames from and write them to, each behind a virtio header; valid as long as
    /// this value.
    public var fileDescriptor: Int32 { descriptor.rawValue }

    /// Makes the interface stay when this value goes, or go with it.
    ///
    /// - Parameter isPersistent: Whether it stays.
    /// - Throws: ``NetworkError``.
    public func setPersistent(_ isPersistent: Bool) throws(NetworkError) {
        try control("TUNSETPERSIST", TunDriver.setPersistent, isPersistent ? 1 : 0)
    }

    /// Allows a user to open the interface without any capability.
    ///
    /// - Parameter user: The user id.
    /// - Throws: ``NetworkError``.
    public func setOwner(_ user: UInt32) throws(NetworkError) {
        try control("TUNSETOWNER", TunDriver.setOwner, user)
    }

    private func control(_ call: String, _ request: UInt, _ value: UInt32) throws(NetworkError) {
        let argument = unsafe UnsafeMutableRawPointer(bitPattern: UInt(value))
        guard unsafe clinux_ioctl(descriptor.rawValue, request, argument) == 0 else {
            throw .system(.last(call), "set up the tap '\(name)'", subject: name.text)
        }
    }

    /// Gives the descriptor up without closing it.
    ///
    /// - Returns: The descriptor, which the caller must close.
    public consuming func release() -> Int32 {
        descriptor.release()
    }
}
