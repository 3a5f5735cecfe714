public import QEMULauncher
import Synchronization
public import UnikraftCore

/// Networks that machines join without root: a connector that hands out what a test says and notes what it is asked.
public final class FakeNetworks: NetworkConnector {
    /// What it was asked to do.
    public enum Event: Sendable, Hashable {
        /// A machine was connected, with the addresses that it must have.
        case connected(String, addresses: [String?])
        /// Its connections were made a process's own, and its ports published.
        case kept(String, ports: [PortMapping])
        /// It was taken off.
        case disconnected(String)
    }

    private let attachments: @Sendable (NetworkMembership) throws -> NetworkAttachment
    private let publish: @Sendable ([PortMapping]) throws -> [PortMapping]
    private let seen = Mutex<[Event]>([])

    /// Creates networks.
    ///
    /// - Parameters:
    ///   - publish: The ports as they are published; what it throws keeps the machine from starting.
    ///   - attachments: The device for a membership; what it throws keeps the machine from being connected.
    public init(
        publish: @escaping @Sendable ([PortMapping]) throws -> [PortMapping] = { $0 },
        attachments: @escaping @Sendable (NetworkMembership) throws -> NetworkAttachment
    ) {
        self.attachments = attachments
        self.publish = publish
    }

    /// What it was asked to do so far, in order.
    public var events: [Event] { seen.withLock { $0 } }

    /// See `NetworkConnector`: what connecting would throw.
    public func problems(
        of memberships: [NetworkMembership], for machine: String?, publishing ports: [PortMapping]
    ) async -> [any Error] {
        memberships.compactMap { membership in
            do {
                _ = try attachments(membership)
                return nil
            } catch {
                return error
            }
        }
    }

    /// See `NetworkConnector`.
    public func connect(
        _ machine: String, to memberships: [NetworkMembership], publishing ports: [PortMapping]
    ) async throws -> [NetworkAttachment] {
        seen.withLock { $0.append(.connected(machine, addresses: memberships.map(\.address))) }
        return try memberships.map(attachments)
    }

    /// See `NetworkConnector`.
    public func keep(
        _ machine: String, on memberships: [NetworkMembership], ports: [PortMapping], while process: Int32
    ) async throws -> [PortMapping] {
        seen.withLock { $0.append(.kept(machine, ports: ports)) }
        return try publish(ports)
    }

    /// See `NetworkConnector`.
    public func disconnect(_ machine: String, from memberships: [NetworkMembership]) async {
        seen.withLock { $0.append(.disconnected(machine)) }
    }
}
