import DockerfileModel
import OCIModel
import UnikraftCore

extension ImageSettings {
    /// What the configuration of an image says about running it.
    init(_ configuration: ImageConfiguration) {
        let parameters = configuration.config
        self.init(
            environment: parameters.environment.map { text in
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return EnvironmentVariable(name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
            })
        entrypoint = parameters.entrypoint
        command = parameters.command
        workingDirectory = parameters.workingDirectory ?? ""
        user = parameters.user ?? ""
        labels = parameters.labels
        exposedPorts = parameters.exposedPorts.compactMap { try? ExposedPort(parsing: $0) }
        volumes = parameters.volumes
        stopSignal = parameters.stopSignal
        author = configuration.author
    }
}
