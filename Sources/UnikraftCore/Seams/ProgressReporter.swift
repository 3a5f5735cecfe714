/// Receives what long work has done so far. Calls may come from any thread and must return at once.
public protocol ProgressReporter: Sendable {
    /// Tells of a step.
    ///
    /// - Parameter event: The step.
    func report(_ event: ProgressEvent)
}

/// One step of long work on a named item: a layer, a file, an archive.
public struct ProgressEvent: Sendable, Hashable {
    /// What happened to the item.
    public enum Kind: Sendable, Hashable {
        /// Work on the item began. The total is nil when it is not known.
        case started(total: UInt64?)
        /// So many units are done in all.
        case advanced(done: UInt64, total: UInt64?)
        /// The item is complete.
        case finished
        /// Something the user should read; work goes on.
        case warning(String)
    }

    /// The item's name, unique among those under way.
    public var item: String
    /// What happened to it.
    public var kind: Kind

    /// Creates an event.
    ///
    /// - Parameters:
    ///   - item: The item's name.
    ///   - kind: What happened to it.
    public init(item: String, kind: Kind) {
        self.item = item
        self.kind = kind
    }
}

/// A reporter that drops everything.
public struct SilentProgress: ProgressReporter {
    /// Creates the reporter.
    public init() {}

    /// Drops the event.
    public func report(_ event: ProgressEvent) {}
}
