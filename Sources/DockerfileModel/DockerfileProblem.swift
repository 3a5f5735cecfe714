public import UnikraftCore

/// The kinds of problems in Dockerfiles and .dockerignore files, besides Docker's own build checks,
/// which ``CheckRule`` lists.
public enum DockerfileProblem: String, Sendable, Hashable, CaseIterable {
    /// The file is larger than a Dockerfile can sensibly be.
    case dockerfileLimit = "dockerfile-limit"
    /// The file holds no instruction, or no `FROM`.
    case emptyDockerfile = "empty-dockerfile"
    /// A parser directive is given twice, has a bad value, or stands where it is only a comment.
    case badDirective = "bad-directive"
    /// A NUL byte.
    case nulByte = "nul-byte"
    /// Bytes that are not UTF-8.
    case invalidUTF8 = "invalid-utf8"
    /// A line that is longer than Docker reads.
    case lineTooLong = "line-too-long"
    /// The first word of a line is no instruction.
    case unknownInstruction = "unknown-instruction"
    /// An instruction stands where it may not.
    case misplacedInstruction = "misplaced-instruction"
    /// An instruction has too few or too many arguments, or ones of a wrong form.
    case badArguments = "bad-arguments"
    /// A flag that the instruction does not have.
    case unknownFlag = "unknown-flag"
    /// A flag is given twice, lacks its value, or has a bad one.
    case badFlag = "bad-flag"
    /// A field of `RUN --mount` or `RUN --device`.
    case badMount = "bad-mount"
    /// A duration, size, mode, port, signal, digest or platform of a wrong form.
    case badValue = "bad-value"
    /// A JSON array that holds something else than strings, or a near miss of one.
    case badJSON = "bad-json"
    /// A here-document without its end, or where none may be.
    case badHeredoc = "bad-heredoc"
    /// The name of a build stage is not allowed.
    case badStageName = "bad-stage-name"
    /// The base of a stage is empty or no image reference.
    case badBaseImage = "bad-base-image"
    /// A quote or `${` without its end, or an unknown form of `${…}`.
    case badSubstitution = "bad-substitution"
    /// A variable that `${name:?}` demands has no value.
    case missingVariable = "missing-variable"
    /// A stage is named that does not exist, or that comes too late in the file.
    case unknownStage = "unknown-stage"
    /// Stages need each other.
    case stageCycle = "stage-cycle"
    /// A source of `COPY` or `ADD` that the instruction cannot have.
    case badSource = "bad-source"
    /// The work that expanding variables takes is out of all proportion.
    case expansionLimit = "expansion-limit"
    /// A pattern of .dockerignore is malformed.
    case badPattern = "bad-pattern"
    /// A pattern of .dockerignore can never match.
    case uselessPattern = "useless-pattern"

    /// The code that diagnostics carry.
    public var code: Diagnostic.Code { Diagnostic.Code(rawValue) }

    /// What to do about a problem of this kind when there is nothing more exact to say.
    var remedy: String? {
        switch self {
        case .badSubstitution:
            "Write $name, ${name} or ${name:-text}; before a quote or dollar sign of the text put the escape character."
        case .missingVariable: "Set it above with ARG or ENV, or from outside with --build-arg."
        case .expansionLimit: "Use shorter values and patterns, and fewer of them."
        case .badMount: "Write fields with commas between them, for example type=cache,target=/var/cache."
        default: nil
        }
    }
}
