/// What is done with a file that is met.
public enum FileSelection: Sendable, Hashable {
    /// It is taken.
    case keep
    /// It is left out; something in it may be taken.
    case skip
    /// It is left out with everything in it.
    case skipAll
}
