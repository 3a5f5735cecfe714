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
            guard !values.contains("") else { throw DockerfileError(.badArguments, "a path of VOLUME is empty") }
            return .volume(values)
        case .user(let user): return .user(try expand(user, place))
        case .workdir(let text):
            let path = try expand(text, place)
            isAbsolutePath = path.utf8.first == UInt8(ascii: "/")
            return .workdir(ImagePath.absolute(path, in: state.workingDirectory))
        case .stopsignal(let text):
            let signal = try expand(text, place)
            guard SignalName.number(of: signal) != nil else {
                throw DockerfileError(
                    .badValue, "'\(PrintableText.of(signal))' is no signal; write for example SIGTERM")
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
        let values = scope.values
        let expansion = try expander.expansion(of: text, budget: &budget) { values[$0] }
        noteMissing(expansion.missing, place)
        return expansion.text
    }

    private mutating func noteMissing(_ names: [String], _ place: Instruction) {
        missing += names
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
            result.append(
                KeyValue(
                    key: try expand(pair.key, place), value: try expand(pair.value, place), isLegacy: pair.isLegacy))
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
        result.sources = try expand(copy.sources, place)
        result.destination = try expand(copy.destination, place)
        if let mode = result.chmod { _ = try FileModeChange(parsing: mode) }
        for case .path(let path) in result.sources where CopySource.origin(of: path) != .files {
            throw DockerfileError(
                .badSource, "COPY cannot fetch '\(PrintableText.of(path))'; ADD can")
        }
        return result
    }

    private mutating func expand(_ add: AddInstruction, _ place: Instruction) throws(DockerfileError) -> AddInstruction
    {
        var result = add
        result.chown = try expandOptional(add.chown, place)
        result.chmod = try expandOptional(add.chmod, place)
        result.checksum = try expandOptional(add.checksum, place)
        result.sources = try expand(add.sources, place)
        result.destination = try expand(add.destination, place)
        if let mode = result.chmod { _ = try FileModeChange(parsing: mode) }
        if let checksum = result.checksum { try ChecksumValue.check(checksum, of: result.sources) }
        return result
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
                if heredoc.expands { heredoc.content = try expand(heredoc.content, place, with: inDocuments) }
                result.append(.inline(heredoc))
            }
        }
        return result
    }

    private mutating func expand(_ run: RunInstruction, _ place: Instruction) throws(DockerfileError) -> RunInstruction
    {
        var result = run
        let expander = VariableExpander(escape: dockerfile.directives.escape)
        let values = scope.values
        for (index, mount) in run.mounts.enumerated() {
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
