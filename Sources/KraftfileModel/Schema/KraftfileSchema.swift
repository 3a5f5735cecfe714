/// The JSON Schema of Kraftfiles, for editors that check YAML as it is typed.
///
/// It is made from the same tables that reading uses, so the two agree. A schema cannot say everything: the
/// names of architectures in upper case, the grammar of a runtime and the quotes of a command are checked only
/// by ``Kraftfile``.
public enum KraftfileSchema {
    /// The schema of one version of the specification (JSON Schema, draft 7).
    ///
    /// - Parameter version: The version.
    /// - Returns: The schema as a JSON text.
    public static func json(for version: SpecificationVersion) -> String {
        let tables: [KeyTable] = [
            .unikraft, .library, .template, .target, .platform, .runtime, .rootfs, .rootfsSource, .volume,
        ]
        let definitions =
            scalarDefinitions(version) + structureDefinitions(version)
            + tables.map { JSONValue.Member(name: $0.schema, value: object($0, version)) }
        var root: [JSONValue.Member] = [
            .init(name: "$schema", value: "http://json-schema.org/draft-07/schema#"),
            .init(name: "title", value: .string("Kraftfile \(version)")),
        ]
        if case .object(let members) = object(.document, version) { root += members }
        root.append(.init(name: "definitions", value: .object(definitions)))
        return JSONValue.object(root).text() + "\n"
    }

    /// The schema of a mapping.
    private static func object(_ table: KeyTable, _ version: SpecificationVersion) -> JSONValue {
        // As the reader does: keys that came later are checked in older files too.
        let rules = table.rules.filter { version <= $0.versions.upperBound }
        var properties: [JSONValue.Member] = []
        var conditions: [JSONValue] = []
        for rule in rules {
            for name in rule.names {
                properties.append(.init(name: name, value: property(rule, version)))
            }
            if rule.names.count == 2 {
                conditions.append(.members(["not": required(rule.names)]))
            }
        }
        conditions += requirements(table, version)
        var members: [JSONValue.Member] = [
            .init(name: "type", value: "object"), .init(name: "properties", value: .object(properties)),
            .init(name: "additionalProperties", value: unknownKey(table, version)),
        ]
        if table.allowsExtensions, version < .v07 {
            members.append(.init(name: "patternProperties", value: .members(["^x-": true])))
        }
        if !conditions.isEmpty { members.append(.init(name: "allOf", value: .array(conditions))) }
        return .object(members)
    }

    /// What a key that nobody knows is: wrong in the strict version, and marked by editors in the others.
    private static func unknownKey(_ table: KeyTable, _ version: SpecificationVersion) -> JSONValue {
        guard version < .v07 else { return false }
        return .members([
            "deprecated": true,
            "deprecationMessage": .string("This is not a key of \(table.subject), and has no effect."),
        ])
    }

    private static func property(_ rule: KeyRule, _ version: SpecificationVersion) -> JSONValue {
        var schema = rule.schema
        // The value of a key without effect is not looked at.
        if case .ignored = rule.effect(version) { schema = "any" }
        var members: [JSONValue.Member] = [
            .init(name: "description", value: .string(rule.summary)),
            .init(name: "allOf", value: [reference(schema)]),
        ]
        if case .deprecated = rule.effect(version) { members.append(.init(name: "deprecated", value: true)) }
        return .object(members)
    }

    /// The keys that a mapping needs.
    private static func requirements(_ table: KeyTable, _ version: SpecificationVersion) -> [JSONValue] {
        switch table.schema {
        case "kraftfile":
            return [oneOfRequired(["spec", "specification"])] + (version == .v05 ? [required(["unikraft"])] : [])
        case "target":
            let both = JSONValue.members(["type": "string", "pattern": "/"])
            return [
                oneOfRequired(["platform", "plat"]),
                .members([
                    "anyOf": [
                        required(["architecture"]), required(["arch"]),
                        .members(["required": ["platform"], "properties": .members(["platform": both])]),
                        .members(["required": ["plat"], "properties": .members(["plat": both])]),
                    ]
                ]),
            ]
        case "platformMap": return [required(["name"])]
        case "rootfsMap", "runtimeMap", "volume": return [required(["source"])]
        case "rootfsSourceMap": return [oneOfRequired(["path", "dockerfile"])]
        default: return []
        }
    }

    static func reference(_ name: String) -> JSONValue {
        .members(["$ref": .string("#/definitions/\(name)")])
    }

    static func required(_ names: [String]) -> JSONValue {
        .members(["required": .array(names.map { .string($0) })])
    }

    private static func oneOfRequired(_ names: [String]) -> JSONValue {
        .members(["anyOf": .array(names.map { required([$0]) })])
    }
}
