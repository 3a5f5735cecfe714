extension Instruction {
    /// What an instruction says, as typed values. Variables in it are not replaced yet.
    public indirect enum Kind: Sendable, Hashable {
        /// `ADD`.
        case add(AddInstruction)
        /// `ARG`, one or several.
        case arg([ArgumentDeclaration])
        /// `CMD`.
        case cmd(CommandLine)
        /// `COPY`.
        case copy(CopyInstruction)
        /// `ENTRYPOINT`.
        case entrypoint(CommandLine)
        /// `ENV`.
        case env([KeyValue])
        /// `EXPOSE`: ports as written.
        case expose([String])
        /// `FROM`.
        case from(FromInstruction)
        /// `HEALTHCHECK`.
        case healthcheck(HealthcheckInstruction)
        /// `LABEL`.
        case label([KeyValue])
        /// `MAINTAINER`: the author.
        case maintainer(String)
        /// `ONBUILD`: the instruction that images built on this one will run.
        case onbuild(Instruction)
        /// `RUN`.
        case run(RunInstruction)
        /// `SHELL`: program and arguments.
        case shell([String])
        /// `STOPSIGNAL`: a signal's name or number.
        case stopsignal(String)
        /// `USER`: `user[:group]`, names or numbers.
        case user(String)
        /// `VOLUME`: paths.
        case volume([String])
        /// `WORKDIR`: a path.
        case workdir(String)
        /// An instruction with an error; a diagnostic says which.
        case unreadable
    }
}
