private import Synchronization

/// Says that several names are names of one file (hard links): they have the same identity.
public struct LinkIdentity: Sendable, Hashable {
    /// A number that no other identity of this process has; never 0.
    public let number: UInt64

    private static let last = Atomic<UInt64>(0)

    /// Creates an identity that no file has yet.
    public init() {
        number = LinkIdentity.last.wrappingAdd(1, ordering: .relaxed).newValue
    }
}
