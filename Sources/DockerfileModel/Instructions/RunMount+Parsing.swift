import UnikraftCore

extension RunMount {
    /// The names of all fields.
    static let fieldNames = [
        "type", "from", "source", "target", "readonly", "id", "sharing", "required", "size", "mode", "uid", "gid",
        "src", "dst", "destination", "ro", "rw", "readwrite", "env",
    ]

    /// Reads the value of `--mount`.
    ///
    /// - Parameters:
    ///   - text: Fields separated by commas; quotes as in CSV (RFC 4180).
    ///   - expand: Replaces the variables in a field's value. Without it, fields with variables get no
    ///     value, and the mount ``isProvisional``.
    /// - Throws: ``DockerfileError`` with the code `bad-mount`, or what `expand` throws.
    public init(
        parsing text: String, expand: ((String) throws(DockerfileError) -> String)? = nil
    ) throws(DockerfileError) {
        self.init(text: text)
        var readOnly: Bool?
        for field in try CommaSeparatedFields.split(text) {
            var (key, value) = CommaSeparatedFields.keyAndValue(field)
            if let written = value {
                if let expand {
                    value = try expand(written)
                } else if written.utf8.dropLast().contains(UInt8(ascii: "$")) {
                    guard key != "from" else {
                        throw DockerfileError(
                            .badMount, "'from' of --mount takes no variables",
                            remedy: "Name a stage with FROM and use its name.")
                    }
                    isProvisional = isProvisional || !["source", "src", "target", "dst", "destination"].contains(key)
                    if Self.fieldNames.contains(key) { assignText(key, written) } else { try unknown(key, field) }
                    continue
                }
            }
            if let flag = try readOnlyField(key, value) {
                readOnly = flag
            } else {
                try assign(key, value, field)
            }
        }
        isReadOnly = readOnly ?? (kind != .cache && kind != .tmpfs)
        if !isProvisional { try checkCombination() }
    }

    /// Reads `readonly` and `readwrite`.
    ///
    /// - Returns: Whether the mount is read-only, or nil for another field.
    private func readOnlyField(_ key: String, _ value: String?) throws(DockerfileError) -> Bool? {
        switch key {
        case "readonly", "ro":
            return try value.map { value throws(DockerfileError) in
                try BooleanValue.parse(value, of: key)
            } ?? true
        case "readwrite", "rw":
            return try value.map { value throws(DockerfileError) in
                try !BooleanValue.parse(value, of: key)
            } ?? false
        default: return nil
        }
    }

    private mutating func assign(_ key: String, _ value: String?, _ field: String) throws(DockerfileError) {
        if key == "required" {
            guard kind == .secret || kind == .ssh || isProvisional else { throw wrongKind("required") }
            isRequired =
                try value.map { value throws(DockerfileError) in
                    try BooleanValue.parse(value, of: key)
                } ?? true
            return
        }
        guard let value else {
            guard Self.fieldNames.contains(key) else { return try unknown(key, field) }
            throw DockerfileError(.badMount, "'\(key)' of --mount needs a value", remedy: "Write \(key)=VALUE.")
        }
        switch key {
        case "type":
            kind = try choice(value, "type", Kind.init(rawValue:), Kind.allCases.map(\.rawValue))
        case "sharing":
            sharing = try choice(value, "sharing", Sharing.init(rawValue:), Sharing.allCases.map(\.rawValue))
        case "size":
            guard kind == .tmpfs || isProvisional else { throw wrongKind("size") }
            sizeLimit = try SizeValue.parse(value)
        case "mode": mode = try number(value, key, radix: 8)
        case "uid": uid = try number(value, key, radix: 10)
        case "gid": gid = try number(value, key, radix: 10)
        case "from", "source", "src", "target", "dst", "destination", "id", "env": assignText(key, value)
        default: try unknown(key, field)
        }
    }

    /// Sets a field that holds any text; others are left alone.
    private mutating func assignText(_ key: String, _ value: String) {
        switch key {
        case "from": from = value
        case "source", "src": source = value
        case "target", "dst", "destination": target = value
        case "id": id = value
        case "env": environmentVariable = value
        default: break
        }
    }

    private func number(_ value: String, _ key: String, radix: Int) throws(DockerfileError) -> UInt32 {
        guard value.utf8.first != UInt8(ascii: "+"), let number = UInt32(value, radix: radix) else {
            throw DockerfileError(
                .badMount, "'\(PrintableText.of(value))' is no value for '\(key)' of --mount",
                remedy: radix == 8 ? "Write octal digits, for example 0755." : "Write a number from 0.")
        }
        return number
    }

    private func choice<Value>(
        _ value: String, _ key: String, _ make: (String) -> Value?, _ names: [String]
    ) throws(DockerfileError) -> Value {
        guard let result = make(value.lowercased()) else {
            throw DockerfileError(
                .badMount, "'\(PrintableText.of(value))' is no \(key) of --mount",
                remedy: "Use one of \(names.joined(separator: ", ")).")
        }
        return result
    }

    private func unknown(_ key: String, _ field: String) throws(DockerfileError) {
        let meant = SpellingSuggestion.closest(to: key, among: Self.fieldNames)
        throw DockerfileError(
            .badMount, "'\(PrintableText.of(field))' is no field of --mount",
            remedy: meant.map { "Did you mean '\($0)'?" }
                ?? "Its fields are \(Self.fieldNames.prefix(12).joined(separator: ", ")).")
    }

    private func wrongKind(_ key: String) -> DockerfileError {
        DockerfileError(
            .badMount, "a mount of type '\(kind.rawValue)' has no '\(key)'",
            remedy: "Remove the field, or give another type before it.")
    }

    private func checkCombination() throws(DockerfileError) {
        if kind == .bind || kind == .tmpfs {
            if mode != nil { throw wrongKind("mode") }
            if uid != nil { throw wrongKind("uid") }
            if gid != nil { throw wrongKind("gid") }
        }
        if sharing != nil, kind != .cache { throw wrongKind("sharing") }
        guard kind == .secret else { return }
        if from.map({ !$0.isEmpty }) ?? false { throw wrongKind("from") }
        let isNamed = [source, target, id].contains { !($0 ?? "").isEmpty }
        guard isNamed else {
            throw DockerfileError(
                .badMount, "a mount of type 'secret' needs an id or a target", remedy: "Write for example id=token.")
        }
        if !(source ?? "").isEmpty, !(id ?? "").isEmpty {
            throw DockerfileError(
                .badMount, "a mount of type 'secret' takes an id or a source, not both", remedy: "Keep the id.")
        }
    }
}
