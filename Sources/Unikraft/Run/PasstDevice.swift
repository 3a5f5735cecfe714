import Glibc
import NetdevBridge
import QEMULauncher
import SystemPackage
import SystemSupport
import UnikraftCore

/// A machine's device behind `passt`, which needs no privilege and no bridge. The guest is told the addresses of QEMU's
/// own user network.
struct PasstDevice {
    /// The network's name for `kraft run --network`.
    static let network = "passt"

    private let socket: FilePath
    /// Says which process the machine is.
    private var ownerFile: FilePath { FilePath("\(socket).owner") }

    /// The device of a machine; its socket has the same path at each start.
    ///
    /// - Parameter machine: The machine's name.
    /// - Throws: `NetworkError` when the directory for sockets cannot be made, or is somebody else's.
    init(of machine: String) throws(NetworkError) {
        let runtime = unsafe getenv("XDG_RUNTIME_DIR").map { unsafe String(cString: $0) } ?? ""
        let directory =
            runtime.hasPrefix("/")
            ? FilePath(runtime).appending("swift-unikraft") : FilePath("/tmp/swift-unikraft-\(geteuid())")
        do throws(SystemCallError) {
            try makeDirectories(directory, mode: 0o700)
            let status = try FileStatus(of: directory)
            guard status.kind == .directory, status.owner == geteuid(), status.mode & 0o077 == 0 else {
                throw SystemCallError(systemCall: "lstat", errno: .permissionDenied, path: directory)
            }
        } catch {
            throw NetworkError(
                code: .untrustedFile, subject: directory.string,
                message:
                    "The directory '\(directory)' for the sockets of passt cannot be used: \(error). Remove it, or "
                    + "set XDG_RUNTIME_DIR to a directory of this user alone.", errno: error.errno.rawValue)
        }
        socket = directory.appending("\(machine).passt")
    }

    /// Starts passt for the machine that is about to start.
    ///
    /// - Parameters:
    ///   - ports: The ports of the host that lead to the guest.
    ///   - launcher: Starts the program.
    /// - Returns: The device.
    /// - Throws: `NetworkError`; `CancellationError`.
    func start(_ ports: [PortMapping], launcher: any ProcessLauncher) async throws -> NetworkAttachment {
        var plan = PasstPlan(socket: socket, ports: ports, user: geteuid() == 0 ? "0:0" : nil)
        let address = GuestNetworkAddress(
            network: try IPv4Network(parsing: "10.0.2.15/24"), gateway: try IPv4Address(parsing: "10.0.2.2"),
            nameServers: [try IPv4Address(parsing: "10.0.2.3")])
        plan.guestAddress = address.network
        plan.gateway = address.gateway
        plan.nameServer = address.nameServers.first
        removeOwner()
        _ = try await PasstService.start(plan, launcher: launcher)
        return NetworkAttachment(.socket(socket), guestAddress: address)
    }

    /// Notes which process the machine is. Without the note the next ``stop()`` ends passt.
    func keep(while owner: ProcessIdentity) {
        removeOwner()
        let flags = O_WRONLY | O_CREAT | O_EXCL
        guard let file = try? OwnedDescriptor.open(ownerFile, flags: flags, mode: 0o600) else { return }
        _ = try? file.descriptor.writeAll("\(owner.identifier) \(owner.startTime)\n".utf8)
    }

    /// Ends a passt whose machine has not come, and removes what an ended one left. What serves a machine of the same
    /// name in another process is left alone.
    func stop() {
        if let owner, owner != .current, owner.isRunning { return }
        PasstService.stop(socket: socket)
        removeOwner()
    }

    private var owner: ProcessIdentity? {
        let text = String(decoding: (try? SmallFile.read(ownerFile, limit: 64)) ?? [], as: UTF8.self)
        let numbers = text.split(whereSeparator: \.isWhitespace)
        guard numbers.count == 2, let identifier = Int32(numbers[0]), let time = UInt64(numbers[1]) else { return nil }
        return identifier > 0 ? ProcessIdentity(identifier: identifier, startTime: time) : nil
    }

    private func removeOwner() { _ = unsafe ownerFile.withPlatformString { unsafe unlink($0) } }
}
