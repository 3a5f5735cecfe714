public import UnikraftCore

/// Docker's build checks. The raw values are the names that the directive `check` takes.
public enum CheckRule: String, Sendable, Hashable, CaseIterable {
    /// A file that .dockerignore leaves out is copied.
    case copyIgnoredFile = "CopyIgnoredFile"
    /// Instructions are written partly in capitals and partly not.
    case consistentInstructionCasing = "ConsistentInstructionCasing"
    /// Two stages have one name.
    case duplicateStageName = "DuplicateStageName"
    /// `EXPOSE` names an address or a port of the host.
    case exposeInvalidFormat = "ExposeInvalidFormat"
    /// `EXPOSE` names a protocol with capitals.
    case exposeProtoCasing = "ExposeProtoCasing"
    /// `AS` is not written as `FROM` is.
    case fromAsCasing = "FromAsCasing"
    /// `FROM --platform` has a constant value.
    case fromPlatformFlagConstDisallowed = "FromPlatformFlagConstDisallowed"
    /// A base image is only valid with a build argument.
    case invalidDefaultArgInFrom = "InvalidDefaultArgInFrom"
    /// The comment above a stage or an argument does not begin with its name; experimental.
    case invalidDefinitionDescription = "InvalidDefinitionDescription"
    /// `CMD` or `ENTRYPOINT` is in shell form, so that signals do not reach the program.
    case jsonArgsRecommended = "JSONArgsRecommended"
    /// `ENV` or `LABEL` is written without an equals sign.
    case legacyKeyValueFormat = "LegacyKeyValueFormat"
    /// `MAINTAINER` is used.
    case maintainerDeprecated = "MaintainerDeprecated"
    /// An instruction that counts once is given several times.
    case multipleInstructionsDisallowed = "MultipleInstructionsDisallowed"
    /// An empty line continues an instruction.
    case noEmptyContinuation = "NoEmptyContinuation"
    /// `FROM --platform=$TARGETPLATFORM` says what holds anyway.
    case redundantTargetPlatform = "RedundantTargetPlatform"
    /// A stage has a reserved name.
    case reservedStageName = "ReservedStageName"
    /// `ARG` or `ENV` seems to hold a secret.
    case secretsUsedInArgOrEnv = "SecretsUsedInArgOrEnv"
    /// A stage's name has capitals.
    case stageNameCasing = "StageNameCasing"
    /// `FROM` uses a variable that is not declared before it.
    case undefinedArgInFrom = "UndefinedArgInFrom"
    /// A variable is used that has no value.
    case undefinedVar = "UndefinedVar"
    /// A relative `WORKDIR` depends on the base image.
    case workdirRelativePath = "WorkdirRelativePath"

    /// The names that the directive `check` takes. One more rule of Docker's asks the registry, and is not checked here.
    static let names = allCases.map(\.rawValue) + ["InvalidBaseImagePlatform"]

    /// Whether the rule is checked only when it is asked for.
    public var isExperimental: Bool { self == .invalidDefinitionDescription }

    /// The code that diagnostics carry: the name in lower case with hyphens.
    public var code: Diagnostic.Code {
        var text = ""
        let letters = Array(rawValue)
        for (index, letter) in letters.enumerated() {
            let endsWord = index > 0 && letters[index - 1].isLowercase
            let beginsWord = index > 0 && index + 1 < letters.count && letters[index + 1].isLowercase
            if letter.isUppercase, endsWord || beginsWord { text += "-" }
            text += letter.lowercased()
        }
        return Diagnostic.Code(text)
    }

    /// The page of Docker's documentation that explains the rule.
    public var documentation: String { "https://docs.docker.com/go/dockerfile/rule/\(code)/" }
}
