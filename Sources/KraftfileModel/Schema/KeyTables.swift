/// The keys of every mapping in a Kraftfile, for all versions of the specification.
extension KeyTable {
    static let document = KeyTable(
        subject: "a Kraftfile", schema: "kraftfile",
        rules: [
            KeyRule(
                name: "spec", aliases: ["specification"], schema: "specification",
                summary: "The version of the specification."),
            KeyRule(name: "name", schema: "name", summary: "The project's name."),
            KeyRule(
                name: "outdir",
                effect: { $0 == .v07 ? .deprecated("Remove it; the build directory is .unikraft/build.") : .read },
                schema: "text", summary: "The directory for build results."),
            KeyRule(name: "template", schema: "template", summary: "The project to build on."),
            KeyRule(name: "unikraft", schema: "unikraft", summary: "The version and options of Unikraft."),
            KeyRule(name: "libraries", schema: "libraries", summary: "The libraries, by name."),
            KeyRule(name: "targets", schema: "targets", summary: "The platforms and architectures to build for."),
            KeyRule(name: "kconfig", schema: "kconfig", summary: "Kconfig options for all targets."),
            KeyRule(
                name: "runtime", versions: .v06 ... .v07, schema: "runtime",
                summary: "The kernel to run on when none is built."),
            KeyRule(name: "rootfs", versions: .v06 ... .v07, schema: "rootfs", summary: "The root filesystem."),
            KeyRule(name: "roms", versions: .v06 ... .v07, schema: "roms", summary: "Further read-only images."),
            KeyRule(name: "cmd", versions: .v06 ... .v07, schema: "command", summary: "The program and its arguments."),
            KeyRule(name: "volumes", versions: .v06 ... .v07, schema: "volumes", summary: "Host directories to mount."),
            KeyRule(name: "env", versions: .v06 ... .v07, schema: "environment", summary: "The environment."),
            KeyRule(name: "labels", versions: .v06 ... .v07, schema: "labels", summary: "Labels of the package."),
        ])

    private static let componentRules = [
        KeyRule(name: "source", schema: "text", summary: "A URL, or a path relative to the Kraftfile."),
        KeyRule(name: "version", schema: "text", summary: "A channel, a release, a branch or a commit."),
        KeyRule(name: "kconfig", schema: "kconfig", summary: "The Kconfig options it sets."),
    ]

    static let library = KeyTable(subject: "a library", schema: "library", rules: componentRules)

    static let unikraft = KeyTable(
        subject: "'unikraft'", schema: "unikraftMap",
        rules: componentRules + [
            KeyRule(
                name: "type", versions: .v07 ... .v07, schema: "unikraftType",
                summary: "What the source is: a kernel that is built already.")
        ])

    static let template = KeyTable(
        subject: "'template'", schema: "templateMap",
        rules: componentRules + [
            KeyRule(name: "name", versions: .v06 ... .v07, schema: "text", summary: "The template's name.")
        ])

    static let target = KeyTable(
        subject: "a target", schema: "target",
        rules: [
            KeyRule(
                name: "name",
                effect: { $0 == .v07 ? .ignored("Version 0.7 names targets by platform and architecture.") : .read },
                schema: "name", summary: "The target's name."),
            KeyRule(name: "platform", aliases: ["plat"], schema: "platform", summary: "The platform."),
            KeyRule(name: "architecture", aliases: ["arch"], schema: "text", summary: "The architecture."),
            KeyRule(name: "kconfig", schema: "kconfig", summary: "Kconfig options for this target."),
            KeyRule(name: "kernel", versions: .v05 ... .v06, schema: "text", summary: "Where the kernel is put."),
            obsolete("initrd", "Use the top-level key 'rootfs' of version 0.6."),
            obsolete("command", "Use the top-level key 'cmd' of version 0.6."),
            obsolete("network", "Give the network when the unikernel is run."),
            obsolete("volume", "Use the top-level key 'volumes' of version 0.6."),
            obsolete("volumes", "Use the top-level key 'volumes' of version 0.6."),
        ])

    static let platform = KeyTable(
        subject: "a platform", schema: "platformMap",
        rules: [
            KeyRule(name: "name", versions: .v05 ... .v06, schema: "text", summary: "The platform."),
            obsolete("pre_up", "Run the command before the unikernel."),
            obsolete("post_down", "Run the command after the unikernel."),
            obsolete("cpus", "Give the number of processors when the unikernel is run."),
            obsolete("memory", "Give the memory when the unikernel is run."),
        ])

    /// A key of v0.5 that no tool reads.
    private static func obsolete(_ name: String, _ remedy: String) -> KeyRule {
        KeyRule(
            name: name, versions: .v05 ... .v06, effect: { _ in .ignored(remedy) }, schema: "any",
            summary: "Has no effect.")
    }

    static let runtime = KeyTable(
        subject: "'runtime'", schema: "runtimeMap",
        rules: [
            KeyRule(name: "source", versions: .v06 ... .v06, schema: "text", summary: "The runtime's name."),
            KeyRule(name: "version", versions: .v06 ... .v06, schema: "text", summary: "The runtime's tag."),
            KeyRule(name: "kconfig", versions: .v06 ... .v06, schema: "kconfig", summary: "Kconfig options."),
        ])

    static let rootfs = KeyTable(
        subject: "a root filesystem", schema: "rootfsMap",
        rules: [
            KeyRule(name: "source", schema: "rootfsSource", summary: "The path, or a mapping that tells more."),
            KeyRule(
                name: "type",
                effect: { $0 == .v07 ? .deprecated("Use 'format', and 'type' inside of 'source'.") : .read },
                schema: "rootfsType", summary: "The form that the guest gets."),
            KeyRule(
                name: "format", versions: .v07 ... .v07, schema: "rootfsFormat",
                summary: "The form that the guest gets."),
        ])

    static let rootfsSource = KeyTable(
        subject: "a source", schema: "rootfsSourceMap",
        rules: [
            KeyRule(name: "type", schema: "rootfsKind", summary: "What the source is."),
            KeyRule(name: "path", schema: "text", summary: "The path, or the image's name."),
            KeyRule(name: "dockerfile", schema: "text", summary: "The Dockerfile; the path is then its context."),
        ])

    static let volume = KeyTable(
        subject: "a volume", schema: "volume",
        rules: [
            KeyRule(name: "driver", aliases: ["type"], schema: "text", summary: "The driver, for example 9pfs."),
            KeyRule(name: "source", schema: "text", summary: "The path on the host."),
            KeyRule(name: "destination", schema: "text", summary: "The path in the guest."),
            KeyRule(
                name: "readOnly", aliases: ["readonly"], schema: "boolean",
                summary: "Whether the guest may only read it."),
        ])
}
