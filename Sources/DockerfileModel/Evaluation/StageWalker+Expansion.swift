import UnikraftCore

extension StageWalker {
    /// Replaces the variables of an instruction as the reference says for each kind.
    ///
    /// - Parameters:
    ///   - kind: What the instruction says.
    ///   - place: The instruction of the file to point at.
    /// - Returns: The same with values.
    /// - Throws: ``DockerfileError`` for a wrong form or value.
    mutating func expanded(_ kind: Instruction.Kind, at place: Instruction) throws(DockerfileError) -> Instruction.Kind
    {
        switch kind {
        case .env(let pairs): return .env(try expand(pairs, place))
        case .label(let pairs): return .label(try expand(pairs, place))
        case .arg(let declarations): return .arg(try expand(declarations, place))
        case .copy(let copy): return .copy(try expand(copy, place))
        case .add(let add): return .add(try expand(add, place))
        case .run(let run): return .run(try expand(run, place))
        case .expose(let ports): return .expose(try expandPorts(ports, place))
        case .volume(let paths):
            let values = try expand(paths, place)
            guard !values.contains("") else {
                throw DockerfileError(
                    .badArguments, "a path of VOLUME is empty", remedy: "Write for example VOLUME /data.")
            }
            return .volume(values)
        case .user(let user): return .user(try expand(user, place))
        case .workdir(let text):
            let written = try expand(text, place)
            isAbsolutePath = written.utf8.first == UInt8(ascii: "/")
            // No variable adds it, and still a long chain of relative paths could become very large.
            let cost = (state.workingDirectory.utf8.count + written.utf8.count) * 8
            guard cost <= budget else {
                budget = 0
                throw DockerfileError(.expansionLimit, "the working directories are longer than this module follows")
            }
            budget -= cost
            return .workdir(ImagePath.absolute(written, in: state.workingDirectory))
        case .stopsignal(let text):
            let signal = try expand(text, place)
            guard SignalName.number(of: signal) != nil else {
                throw DockerfileError(
                    .badValue, "'\(PrintableText.of(signal))' is no signal", remedy: "Write for example SIGTERM.")
            }
            return .stopsignal(signal)
        default: return kind
        }
    }

    /// Replaces the variables of one text.
    mutating func expand(_ text: String, _ place: Instruction) throws(DockerfileError) -> String {
        try expand(text, place, with: VariableExpander(escape: dockerfile.directives.escape))
    }

    private mutating func expand(
        _ text: String, _ place: Instruction, with expander: VariableExpander
    ) throws(DockerfileError) -> String {
        current = text
        let values = scope.values
        let expansion = try expander.expansion(of: text, budget: &budget) { values[$0] }
        noteMissing(expansion.missing, place)
        return expansion.text
    }

    private mutating func noteMissing(_ names: [String], _ place: Instruction) {
        missing += names
        // What has no value because the budget is spent is no fault of its own.
        guard budget > 0 else { return }
        for name in names where !scope.isDeclared(name) { linter?.undefined(name, place, scope, state) }
    }

    private mutating func expand(_ texts: [String], _ place: Instruction) throws(DockerfileError) -> [String] {
        var result: [String] = []
        for text in texts { result.append(try expand(text, place)) }
        return result
    }

    private mutating func expand(_ pairs: [KeyValue], _ place: Instruction) throws(DockerfileError) -> [KeyValue] {
        var result: [KeyValue] = []
        for pair in pairs {
            let key = try expand(pair.key, place)
            guard !key.isEmpty else {
                throw DockerfileError(
                    .badArguments, "the name '\(PrintableText.of(pair.key))' is empty",
                    remedy: "Write a name before the equals sign.")
            }
            result.append(KeyValue(key: key, value: try expand(pair.value, place), isLegacy: pair.isLegacy))
        }
        return result
    }

    /// `ARG`: a value from outside goes first, then the default, then the global scope. Each is set at once.
    private mutating func expand(
        _ declarations: [ArgumentDeclaration], _ place: Instruction
    ) throws(DockerfileError) -> [ArgumentDeclaration] {
        var result: [ArgumentDeclaration] = []
        for var declaration in declarations {
            let name = declaration.name
            use(name)
            if let given = arguments.values[name] {
                declaration.defaultValue = given
            } else if let text = declaration.defaultValue {
                declaration.defaultValue = try expand(text, place)
            } else {
                declaration.defaultValue = globals.values[name]
            }
            scope.declare(name)
            if let value = declaration.defaultValue { assign(name, value) }
            result.append(declaration)
        }
        return result
    }

    private mutating func expand(_ copy: CopyInstruction, _ place: Instruction) throws(DockerfileError)
        -> CopyInstruction
    {
        var result = copy
        result.chown = try expandOptional(copy.chown, place)
        result.chmod = try expandOptional(copy.chmod, place)
        if let mode = result.chmod { _ = try FileModeChange(parsing: mode) }
        result.sources = try expand(copy.sources, place)
        result.destination = try expandDestination(copy.destination, place)
        for (index, source) in result.sources.enumerated() {
            guard case .path(let path) = source, CopySource.origin(of: path) != .files else { continue }
            if case .path(let written) = copy.sources[index] { current = written }
            throw DockerfileError(
                .badSource, "COPY cannot fetch '\(PrintableText.whole(path))'", remedy: "Use ADD.")
        }
        return result
    }

    private mutating func expand(_ add: AddInstruction, _ place: Instruction) throws(DockerfileError) -> AddInstruction
    {
        var result = add
        result.chown = try expandOptional(add.chown, place)
        result.chmod = try expandOptional(add.chmod, place)
        if let mode = result.chmod { _ = try FileModeChange(parsing: mode) }
        result.checksum = try expandOptional(add.checksum, place)
        result.sources = try expand(add.sources, place)
        result.destination = try expandDestination(add.destination, place)
        if let checksum = result.checksum {
            current = add.checksum ?? ""
            try ChecksumValue.check(checksum, of: result.sources)
        }
        return result
    }

    private mutating func expandDestination(_ text: String, _ place: Instruction) throws(DockerfileError) -> String {
        let result = try expand(text, place)
        guard result.isEmpty else { return result }
        current = text
        throw DockerfileError(
            .badArguments, "the destination '\(PrintableText.of(text))' is empty",
            remedy: "Give its variables a value; '.' is the working directory.")
    }

    /// An empty value is the same as none.
    private mutating func expandOptional(_ text: String?, _ place: Instruction) throws(DockerfileError) -> String? {
        guard let text else { return nil }
        let value = try expand(text, place)
        return value.isEmpty ? nil : value
    }

    private mutating func expand(_ sources: [CopySource], _ place: Instruction) throws(DockerfileError) -> [CopySource]
    {
        let inDocuments = VariableExpander(quoting: .ignored)
        var result: [CopySource] = []
        for source in sources {
            switch source {
            case .path(let path): result.append(.path(try expand(path, place)))
            case .inline(var heredoc):
                // Tabs go before variables are replaced, so that those of values stay.
                heredoc.content = heredoc.fileContent
                heredoc.stripsTabs = false
                if heredoc.expands { heredoc.content = try expand(heredoc, place, with: inDocuments) }
                result.append(.inline(heredoc))
            }
        }
        return result
    }

    /// Replaces the variables of a here-document. An error is about the line that it is in.
    private mutating func expand(
        _ heredoc: Heredoc, _ place: Instruction, with expander: VariableExpander
    ) throws(DockerfileError) -> String {
        do throws(DockerfileError) {
            return try expand(heredoc.content, place, with: expander)
        } catch {
            guard var offset = error.offset else { throw error }
            let bytes = Array(heredoc.content.utf8)
            offset = min(offset, bytes.count)
            let start = (bytes[..<offset].lastIndex(of: 0x0a) ?? -1) + 1
            let end = bytes[offset...].firstIndex(of: 0x0a) ?? bytes.count
            current = String(decoding: bytes[start..<end], as: UTF8.self)
            var error = error
            error.offset = offset - start
            throw error
        }
    }

    private mutating func expand(_ run: RunInstruction, _ place: Instruction) throws(DockerfileError) -> RunInstruction
    {
        var result = run
        let expander = VariableExpander(escape: dockerfile.directives.escape)
        let values = scope.values
        for (index, mount) in run.mounts.enumerated() {
            current = mount.text
            var budget = self.budget
            var names: [String] = []
            result.mounts[index] = try RunMount(parsing: mount.text) { text throws(DockerfileError) in
                let expansion = try expander.expansion(of: text, budget: &budget) { values[$0] }
                names += expansion.missing
                return expansion.text
            }
            self.budget = budget
            noteMissing(names, place)
        }
        return result
    }

    private mutating func expandPorts(_ ports: [String], _ place: Instruction) throws(DockerfileError) -> [String] {
        var result: [String] = []
        for port in ports {
            let value = try expand(port, place)
            for word in value.split(whereSeparator: \.isWhitespace) {
                let exposed = try ExposedPort(parsing: String(word))
                linter?.check(exposed, String(word), place)
                result.append(exposed.description)
            }
        }
        return result
    }
}
