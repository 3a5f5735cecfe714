/// What a file of a closure is for.
public enum FileRole: String, Sendable, Hashable {
    /// It was asked for.
    case program
    /// It loads a program, or runs a script.
    case interpreter
    /// It is loaded into a program.
    case library
    /// It is a symbolic link on the way to one of the others.
    case symlink
    /// The loader finds a library only by it: `/etc/ld.so.cache`, or musl's path file.
    case configuration
}

/// How a file needs another.
public enum DependencyKind: String, Sendable, Hashable {
    /// By `DT_NEEDED`.
    case needed
    /// By `DT_FILTER`.
    case filter
    /// By `DT_AUXILIARY`; the program starts without it.
    case auxiliary
    /// By `PT_INTERP`, or by the first line of a script.
    case interpreter
    /// By `LD_PRELOAD` or `/etc/ld.so.preload`; the program starts without it.
    case preload

    init(_ tag: ELFDynamicEntry.Tag) {
        switch tag {
        case .filter: self = .filter
        case .auxiliary: self = .auxiliary
        default: self = .needed
        }
    }

    /// Whether the program starts without it.
    public var isOptional: Bool { self == .auxiliary || self == .preload }
}
