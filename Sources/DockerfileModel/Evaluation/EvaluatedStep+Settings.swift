import UnikraftCore

extension EvaluatedStep {
    /// Changes the settings as the instruction says.
    func apply(
        to settings: inout ImageSettings, _ variables: inout OrderedVariables, _ setsCommand: inout Bool
    ) {
        switch kind {
        case .env(let pairs): for pair in pairs { variables.set(.init(name: pair.key, value: pair.value)) }
        case .label(let pairs): for pair in pairs { settings.labels[pair.key] = pair.value }
        case .cmd(let command):
            settings.command = command.arguments(shell: shell)
            setsCommand = true
        case .entrypoint(let command):
            let arguments = command.arguments(shell: shell)
            settings.entrypoint = arguments.isEmpty ? nil : arguments
            // An entrypoint drops the arguments that the base image had for its own.
            if !setsCommand { settings.command = nil }
        case .expose(let ports): settings.exposedPorts += ports.compactMap { try? ExposedPort(parsing: $0) }
        case .volume(let paths): settings.volumes += paths
        case .user(let user): settings.user = user
        case .workdir(let path): settings.workingDirectory = path
        case .stopsignal(let signal): settings.stopSignal = signal
        case .healthcheck(let check): settings.healthcheck = check
        case .shell(let shell): settings.shell = shell
        case .maintainer(let author): settings.author = author
        case .onbuild(let trigger): settings.onbuild.append(trigger.triggerText)
        default: break
        }
    }
}

extension Instruction {
    /// The text that `OnBuild` of an image keeps: the instruction with its here-documents.
    var triggerText: String {
        heredocs.reduce(text) { "\($0)\n\($1.content)\($1.name)" }
    }
}
