/// The instructions of the Dockerfile reference. Case does not matter in a file.
public enum Keyword: String, Sendable, Hashable, CaseIterable {
    /// `ADD`: copies files, remote files and repositories, and unpacks local archives.
    case add = "ADD"
    /// `ARG`: declares a variable of the build.
    case arg = "ARG"
    /// `CMD`: the default arguments or command.
    case cmd = "CMD"
    /// `COPY`: copies files from the context, a stage or an image.
    case copy = "COPY"
    /// `ENTRYPOINT`: the program to start.
    case entrypoint = "ENTRYPOINT"
    /// `ENV`: sets variables of the image.
    case env = "ENV"
    /// `EXPOSE`: names ports that the program listens on.
    case expose = "EXPOSE"
    /// `FROM`: begins a stage.
    case from = "FROM"
    /// `HEALTHCHECK`: how to see that the program works.
    case healthcheck = "HEALTHCHECK"
    /// `LABEL`: sets metadata.
    case label = "LABEL"
    /// `MAINTAINER`: the author; deprecated.
    case maintainer = "MAINTAINER"
    /// `ONBUILD`: an instruction for images that are built on this one.
    case onbuild = "ONBUILD"
    /// `RUN`: runs a command in the image.
    case run = "RUN"
    /// `SHELL`: the shell for commands in shell form.
    case shell = "SHELL"
    /// `STOPSIGNAL`: the signal that ends the program.
    case stopsignal = "STOPSIGNAL"
    /// `USER`: the user for the following instructions and the program.
    case user = "USER"
    /// `VOLUME`: directories that get a mount.
    case volume = "VOLUME"
    /// `WORKDIR`: the working directory, created when missing.
    case workdir = "WORKDIR"

    /// Reads a keyword in any case.
    ///
    /// - Parameter text: The first word of an instruction.
    public init?(parsing text: String) {
        guard text.utf8.count <= 16 else { return nil }
        self.init(rawValue: text.uppercased())
    }

    /// Whether here-documents may follow it.
    public var takesHeredocs: Bool { self == .add || self == .copy || self == .run }
}
