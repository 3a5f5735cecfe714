public import SystemPackage

/// Something that a check of a root filesystem found.
public struct Finding: Sendable, Hashable {
    /// How bad it is.
    public enum Severity: Int, Sendable, Hashable, Comparable, CustomStringConvertible {
        /// May matter, if the program uses it.
        case hint
        /// The program starts, and may fail later.
        case warning
        /// The program does not start.
        case error

        /// Whether the first is less bad than the second.
        public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }

        /// The word for people.
        public var description: String {
            switch self {
            case .hint: "hint"
            case .warning: "warning"
            case .error: "error"
            }
        }
    }

    /// What kind of thing was found; more may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The code's name.
        public let description: String

        /// The program is not in the root.
        public static let programAbsent = Code(description: "programAbsent")
        /// The program cannot be read as a program.
        public static let notAProgram = Code(description: "notAProgram")
        /// A symbolic link leads nowhere.
        public static let danglingSymlink = Code(description: "danglingSymlink")
        /// A file that must be executable is not.
        public static let notExecutable = Code(description: "notExecutable")
        /// The program has fixed addresses.
        public static let notPositionIndependent = Code(description: "notPositionIndependent")
        /// The file is for another architecture.
        public static let wrongArchitecture = Code(description: "wrongArchitecture")
        /// The loader, or a script's interpreter, cannot be used.
        public static let interpreterAbsent = Code(description: "interpreterAbsent")
        /// A library is not found.
        public static let libraryAbsent = Code(description: "libraryAbsent")
        /// A library lacks a version of symbols.
        public static let versionAbsent = Code(description: "versionAbsent")
        /// A module that is loaded while the program runs is absent.
        public static let moduleAbsent = Code(description: "moduleAbsent")
        /// A module that is loaded while the program runs is there.
        public static let modulePresent = Code(description: "modulePresent")
        /// A text in a file looks like the name of a library.
        public static let possibleModule = Code(description: "possibleModule")
    }

    /// How bad it is.
    public var severity: Severity
    /// What kind of thing it is.
    public var code: Code
    /// The file that it is about, inside the root.
    public var path: FilePath
    /// What is wrong.
    public var message: String
    /// What to do about it.
    public var remedy: String

    init(_ severity: Severity, _ code: Code, _ path: FilePath, _ message: String, remedy: String) {
        self.severity = severity
        self.code = code
        self.path = path
        self.message = message
        self.remedy = remedy
    }
}

extension Finding: CustomStringConvertible {
    /// The text for people: one line.
    public var description: String { "\(severity): \(path): \(message) \(remedy)" }
}
