public import UnikraftCore

/// What an image says about running it (OCI Image Configuration, "Properties", `config`).
public struct ImageSettings: Sendable, Hashable {
    /// `Env`: the variables in order.
    public var environment: [EnvironmentVariable]
    /// `Entrypoint`: the program; nil for none.
    public var entrypoint: [String]?
    /// `Cmd`: the arguments, or the program when there is no entrypoint; nil for none.
    public var command: [String]?
    /// `WorkingDir`: an absolute path; empty for `/`.
    public var workingDirectory: String
    /// `User`: `user[:group]`; empty for root.
    public var user: String
    /// `Labels`.
    public var labels: [String: String]
    /// `ExposedPorts`, in the order of the file.
    public var exposedPorts: [ExposedPort]
    /// `Volumes`, in the order of the file.
    public var volumes: [String]
    /// `StopSignal`; nil for the default.
    public var stopSignal: String?
    /// `Healthcheck`; nil when nothing is said.
    public var healthcheck: HealthcheckInstruction?
    /// `Shell`; nil for the default.
    public var shell: [String]?
    /// `OnBuild`: the texts of instructions.
    public var onbuild: [String]
    /// The author from `MAINTAINER`.
    public var author: String?

    /// Creates the settings of an empty image.
    ///
    /// - Parameter environment: The variables.
    public init(environment: [EnvironmentVariable] = []) {
        self.environment = environment
        workingDirectory = ""
        user = ""
        labels = [:]
        exposedPorts = []
        volumes = []
        onbuild = []
    }

    /// Sets a variable: in its old place when it is there, else at the end.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - value: The value.
    public mutating func setVariable(_ name: String, _ value: String) {
        if let index = environment.firstIndex(where: { $0.name == name }) {
            environment[index].value = value
        } else {
            environment.append(EnvironmentVariable(name: name, value: value))
        }
    }
}
