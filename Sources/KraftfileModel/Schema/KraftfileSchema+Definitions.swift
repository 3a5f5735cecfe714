import UnikraftCore

extension KraftfileSchema {
    private static func definition(_ name: String, _ value: JSONValue) -> JSONValue.Member {
        JSONValue.Member(name: name, value: value)
    }

    private static func anyOf(_ values: JSONValue...) -> JSONValue {
        .members(["anyOf": .array(values)])
    }

    private static func choice(_ names: [String]) -> JSONValue {
        .members(["enum": .array(names.map { .string($0) })])
    }

    private static func pattern(_ pattern: String) -> JSONValue {
        .members(["type": "string", "pattern": .string(pattern)])
    }

    private static func list(_ items: JSONValue) -> JSONValue {
        .members(["type": "array", "items": items])
    }

    private static func map(_ keys: String, _ values: JSONValue) -> JSONValue {
        .members([
            "type": "object", "patternProperties": .members([keys: values]), "additionalProperties": false,
        ])
    }

    /// Single values.
    static func scalarDefinitions(_ version: SpecificationVersion) -> [JSONValue.Member] {
        let minor = version.rawValue.dropFirst(3)
        let minors = version == .v05 ? "[45]" : String(minor)
        let numbers: [JSONValue] = version == .v05 ? [.number("0.4"), .number("0.5")] : [.number("0.\(minor)")]
        return [
            definition("any", .members([:])),
            // A text may be written without quotes even where YAML takes it for a number.
            definition("text", .members(["type": ["string", "number", "boolean"]])),
            definition(
                "name", .members(["type": ["string", "number", "boolean"], "minLength": .number("1")])),
            definition("optionalText", .members(["type": ["string", "number", "boolean", "null"]])),
            definition("boolean", anyOf(.members(["type": "boolean"]), choice(["true", "false"]))),
            definition(
                "specification", anyOf(pattern("^[vV]?0\\.\(minors)(\\.0)?$"), .members(["enum": .array(numbers)]))),
            definition("unikraftType", choice(["kernel"])),
            definition("rootfsKind", choice(RootfsDescription.Kind.allCases.map(\.rawValue))),
            definition("rootfsType", choice(RootfsDescription.Kind.allCases.map(\.rawValue))),
            definition("rootfsFormat", choice(RootfsDescription.Format.allCases.map(\.rawValue))),
            definition(
                "path", anyOf(.members(["type": "string", "minLength": .number("1")]), .members(["type": "number"]))),
        ]
    }

    /// Lists, mappings and values that have several forms.
    static func structureDefinitions(_ version: SpecificationVersion) -> [JSONValue.Member] {
        let isStrict = version == .v07
        let image = anyOf(reference("path"), reference("rootfsMap"))
        let oneImage = JSONValue.members([
            "type": "array", "items": image, "minItems": .number("1"), "maxItems": .number("1"),
        ])
        let platforms = (Platform.allCases.map(\.rawValue) + ["kvm", "firecracker", "kraftcloud"]).joined(
            separator: "|")
        let architectures =
            Architecture.allCases.map(\.rawValue) + ["amd64", "x86-64", "x64", "aarch64", "armv7", "armv7l", "arm32"]
        let target = "^(\(platforms))/(\(architectures.joined(separator: "|")))$"
        let volume = isStrict ? "^[^:]+(:[^:]+(:r[ow])?)?$" : "^[^:]+(:[^:]+)?$"
        let library = "^[A-Za-z0-9_+-][A-Za-z0-9._+-]{0,127}$"
        return [
            definition(
                "kconfig",
                anyOf(
                    map(
                        "^(?!CONFIG_$)[A-Za-z0-9_]+$",
                        anyOf(pattern("^[^\\r\\n]*$"), .members(["type": ["number", "boolean"]]))),
                    list(pattern("^(?!CONFIG_=)[A-Za-z0-9_]+=[^\\r\\n]+$")))),
            definition("unikraft", anyOf(reference("text"), reference("unikraftMap"))),
            definition("template", anyOf(reference("text"), reference("templateMap"))),
            definition("libraries", map(library, anyOf(reference("text"), reference("library")))),
            definition("platform", isStrict ? reference("text") : anyOf(reference("text"), reference("platformMap"))),
            definition("targets", list(anyOf(pattern(target), reference("target")))),
            definition("runtime", isStrict ? reference("text") : anyOf(reference("text"), reference("runtimeMap"))),
            definition("rootfs", isStrict ? image : anyOf(image, oneImage)),
            definition(
                "rootfsSource", anyOf(reference("path"), reference("rootfsSourceMap"))),
            definition("roms", list(image)),
            definition("command", anyOf(reference("text"), list(reference("text")))),
            definition("volumes", list(anyOf(pattern(volume), reference("volume")))),
            definition(
                "environment",
                anyOf(list(pattern("^[^=]")), map("^[^=]+$", reference("optionalText")))),
            definition("labels", map(isStrict ? "^[A-Za-z0-9._/-]+$" : "^.+$", reference("optionalText"))),
        ]
    }
}
