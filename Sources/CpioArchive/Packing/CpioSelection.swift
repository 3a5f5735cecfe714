/// What becomes of an entry of a directory that is packed.
public enum CpioSelection: Sendable, Hashable, CaseIterable {
    /// It is packed.
    case take
    /// It is left out, with everything below it.
    case leaveOut
    /// A directory is packed only if something below it is. Anything else is left out.
    case onlyIfNeeded
}
