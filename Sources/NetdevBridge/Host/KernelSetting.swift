import Glibc
package import SystemPackage
import SystemSupport

/// A switch of the network stack below `/proc/sys/net/ipv4` (Documentation/networking/ip-sysctl.rst of the
/// kernel).
package enum KernelSetting: Sendable, Hashable {
    /// `ip_forward`: whether packets are passed on between interfaces.
    case forwarding
    /// `conf/IF/route_localnet`: whether packets of 127.0.0.0/8 may use the interface.
    case routesLoopback(InterfaceName)

    /// The file that holds the switch.
    package var path: FilePath {
        switch self {
        case .forwarding: "/proc/sys/net/ipv4/ip_forward"
        case .routesLoopback(let name): FilePath("/proc/sys/net/ipv4/conf/\(name)/route_localnet")
        }
    }
}

extension NetworkHost {
    /// Reads a switch.
    ///
    /// - Parameter setting: The switch.
    /// - Returns: Whether it is on.
    /// - Throws: ``NetworkError``.
    package func isOn(_ setting: KernelSetting) throws(NetworkError) -> Bool {
        try inside { () throws(NetworkError) in
            do throws(SystemCallError) {
                let file = try OwnedDescriptor.open(setting.path, flags: O_RDONLY)
                var digit: [UInt8] = [0]
                let count = unsafe digit.withUnsafeMutableBytes { unsafe read(file.rawValue, $0.baseAddress, 1) }
                guard count == 1 else { throw SystemCallError.last("read", setting.path) }
                return digit[0] != UInt8(ascii: "0")
            } catch {
                throw NetworkError.system(error, "read the kernel's setting '\(setting.path)'")
            }
        }
    }

    /// Sets a switch.
    ///
    /// - Parameters:
    ///   - setting: The switch.
    ///   - isOn: Its new position.
    /// - Throws: ``NetworkError``; `missingCapability` when this process may not.
    package func set(_ setting: KernelSetting, _ isOn: Bool) throws(NetworkError) {
        try inside { () throws(NetworkError) in
            do throws(SystemCallError) {
                let file = try OwnedDescriptor.open(setting.path, flags: O_WRONLY)
                let digit: [UInt8] = [isOn ? UInt8(ascii: "1") : UInt8(ascii: "0")]
                let count = unsafe digit.withUnsafeBytes { unsafe write(file.rawValue, $0.baseAddress, 1) }
                guard count == 1 else { throw SystemCallError.last("write", setting.path) }
            } catch {
                throw NetworkError.system(
                    error, "set the kernel's setting '\(setting.path)', which needs CAP_NET_ADMIN")
            }
        }
    }
}
