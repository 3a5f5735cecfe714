import KraftfileModel
import Testing
import UnikraftCore

@Suite("JSON Schema")
struct SchemaTests {
    /// What only the reader can see: the grammar inside of a text, and what concerns two values.
    static let blind: Set<Diagnostic.Code> = [.duplicateKey]

    /// Texts below a head of each version, with keys that all versions have or lack.
    static let bodies: [String] = [
        "name: a", "name: [a]", "name: ''", "targets: [{name: '', plat: qemu, arch: arm}]", "name: 1", "nam: a",
        "x-a: b", "outdir: a", "specification: v0.6", "unikraft: stable",
        "unikraft: {version: 1, source: a, kconfig: {A: y}}", "unikraft: {type: kernel, source: a}",
        "unikraft: {typ: a}", "unikraft: [a]",
        "libraries: {a: b, c: {version: d}}", "libraries: [a]", "libraries: {a/b: c}", "libraries: {a: [b]}",
        "libraries: {a: {x: y}}",
        "template: a", "template: {source: a, name: b}", "template: [a]",
        "targets: [qemu/x86_64, {plat: fc, arch: arm64, kconfig: [A=b]}]",
        "targets: qemu/x86_64", "targets: [qemu]", "targets: [foo/x86_64]", "targets: [{plat: qemu}]",
        "targets: [{arch: arm}]",
        "targets: [{plat: qemu/arm}]", "targets: [{platform: qemu/arm}]",
        "targets: [{plat: qemu, platform: qemu, arch: arm}]",
        "targets: [{name: a, platform: qemu, architecture: arm}]", "targets: [{plat: qemu, arch: arm, kernel: x}]",
        "targets: [{plat: {name: qemu}, arch: arm}]", "targets: [{plat: {memory: 1}, arch: arm}]",
        "targets: [{plat: qemu, arch: arm, foo: x}]",
        "kconfig: {A: y, CONFIG_B: 1, C: text, D: ''}", "kconfig: {A: }", "kconfig: {A: [b]}", "kconfig: {'A B': y}",
        "kconfig: [A=y]",
        "kconfig: [A]", "kconfig: [A=]", "kconfig: [1]", "kconfig: y", "kconfig: {A: \"b\\nc\"}", "runtime: a:b",
        "runtime: {source: a}",
        "runtime: {version: a}", "runtime: [a]", "rootfs: a", "rootfs: ''", "rootfs: {source: a}",
        "rootfs: {source: a, type: cpio}",
        "rootfs: {source: a, type: zip}", "rootfs: {type: cpio}", "rootfs: {source: a, format: erofs}",
        "rootfs: {source: a, format: dir}",
        "rootfs: {source: {path: a}}", "rootfs: {source: {type: dir, path: a}, format: cpio}",
        "rootfs: {source: {type: zip, path: a}}",
        "rootfs: {source: {type: dir}}", "rootfs: {source: {dockerfile: a}}", "rootfs: [a]", "rootfs: [a, b]",
        "rootfs: [{source: a}]",
        "roms: [a, {source: b}]", "roms: a", "roms: [[a]]", "cmd: a b", "cmd: [a, 1, true]", "cmd: [[a]]",
        "cmd: {a: b}", "env: [A=b, C]",
        "env: {A: b, C: }", "env: {A: [b]}", "env: [=a]", "env: a", "labels: {a: 1, b.c/d: }", "labels: {a b: c}",
        "labels: [a]",
        "labels: {a: [b]}", "volumes: ['a:b']", "volumes: ['a:b:ro']", "volumes: ['a:b:rx']", "volumes: ['a:b:c:d']",
        "volumes: a",
        "volumes: [{source: a, destination: /b, driver: c, readOnly: true}]", "volumes: [{destination: a}]",
        "volumes: [{source: a, readonly: 7}]",
        "volumes: [{source: a, readonly: true, readOnly: true}]", "volumes: [{source: a, foo: b}]",
    ]

    static func heads(_ version: SpecificationVersion) -> [String] {
        let end = version == .v05 ? "\nunikraft: stable\n" : "\n"
        return ["spec: \(version)", "specification: '\(version.rawValue.dropFirst())'"].map { $0 + end }
    }

    @Test(
        .enabled(if: PythonOracle.has("yaml, jsonschema"), "python3 with PyYAML and jsonschema is not installed"),
        arguments: SpecificationVersion.allCases)
    func agreesWithTheReader(version: SpecificationVersion) throws {
        var texts = KraftfileSamples.all.filter { Kraftfile($0).project?.specification == version }
        for (number, body) in Self.bodies.enumerated() {
            let head = Self.heads(version)[number % 2]
            texts.append(
                head.contains("unikraft") && body.hasPrefix("unikraft") ? "spec: v0.5\n\(body)\n" : head + body + "\n")
        }
        texts += ["name: a\n", "spec: v0.9\n", "[]\n", "spec: \(version)\n"]
        if let corpus = try? Corpus.files(), version == .v06 {
            texts += corpus.filter { !$0.bytes.isEmpty }.map { String(decoding: $0.bytes, as: UTF8.self) }
        }
        let verdicts = try PythonOracle.run(
            Self.validator, input: ([KraftfileSchema.json(for: version)] + texts).joined(separator: "\0")
        ).split(separator: "\n")
        #expect(verdicts.count == texts.count)
        for (text, verdict) in zip(texts, verdicts) {
            let problems = Kraftfile(text).diagnostics.filter { !Self.blind.contains($0.code) }
            let isClean = !problems.containsErrors
            #expect(isClean == (verdict == "valid"), "\(text)\n\(problems)")
        }
    }

    /// Reads a schema and texts separated by NUL and prints a verdict for each text. Text without quotes that
    /// YAML takes for a date stays text.
    static let validator = #"""
        import sys, json, yaml, jsonschema
        class Loader(yaml.SafeLoader): pass
        Loader.yaml_implicit_resolvers = {
            k: [(t, r) for t, r in v if t != "tag:yaml.org,2002:timestamp"]
            for k, v in yaml.SafeLoader.yaml_implicit_resolvers.items()}
        def keys(value):
            if isinstance(value, dict):
                return {k if isinstance(k, str) else json.dumps(k): keys(v) for k, v in value.items()}
            return [keys(v) for v in value] if isinstance(value, list) else value
        parts = sys.stdin.buffer.read().decode().split("\0")
        schema = json.loads(parts[0])
        jsonschema.Draft7Validator.check_schema(schema)
        validator = jsonschema.Draft7Validator(schema)
        for text in parts[1:]:
            print("valid" if validator.is_valid(keys(yaml.load(text, Loader))) else "invalid")
        """#
}
