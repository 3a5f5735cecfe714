import Glibc
import SystemPackage
import SystemSupport
import UnikraftCore

extension NetworkHost {
    /// Asks whether a port of the host is free by taking it for a moment.
    ///
    /// - Parameter mapping: The port; 0 lets the system choose.
    /// - Returns: The port.
    /// - Throws: ``NetworkError`` `portInUse` when somebody listens there, `invalidConfiguration` when the
    ///   address is not one of the host's.
    func freePort(for mapping: PortMapping) throws(NetworkError) -> UInt16 {
        try inside { () throws(NetworkError) in
            do throws(SystemCallError) {
                return try Self.bindBriefly(mapping)
            } catch {
                let port = "\(mapping.hostAddress):\(mapping.hostPort)/\(mapping.transport.rawValue)"
                let (code, advice): (NetworkError.Code, String) =
                    switch error.errno {
                    case .addressInUse: (.portInUse, "Choose another port, or stop the program that listens there.")
                    case .addressNotAvailable: (.invalidConfiguration, "The host does not have that address.")
                    case .permissionDenied: (.missingCapability, "Ports below 1024 need CAP_NET_BIND_SERVICE.")
                    default: (.systemFailure, "")
                    }
                throw NetworkError(
                    code: code, subject: port, message: "The port \(port) cannot be published: \(error). \(advice)",
                    errno: error.errno.rawValue, operation: error.systemCall)
            }
        }
    }

    private static func bindBriefly(_ mapping: PortMapping) throws(SystemCallError) -> UInt16 {
        let type = mapping.transport == .tcp ? SOCK_STREAM.rawValue : SOCK_DGRAM.rawValue
        let number = socket(AF_INET, Int32(type | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw .last("socket") }
        let descriptor = OwnedDescriptor(adopting: number)
        // A connection that was closed a moment ago does not keep the port; a listener does.
        var isReusable: Int32 = mapping.transport == .tcp ? 1 : 0
        unsafe setsockopt(
            descriptor.rawValue, SOL_SOCKET, SO_REUSEADDR, &isReusable, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = mapping.hostPort.bigEndian
        address.sin_addr.s_addr = mapping.hostAddress.bits.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                let bound = unsafe bind(descriptor.rawValue, generic, length)
                return bound != 0 ? bound : unsafe getsockname(descriptor.rawValue, generic, &length)
            }
        }
        guard result == 0 else { throw .last("bind") }
        guard mapping.transport == .udp || listen(descriptor.rawValue, 1) == 0 else { throw .last("listen") }
        return UInt16(bigEndian: address.sin_port)
    }
}
