import ArgumentParser
import CpioArchive
import ELFInspector
import RootfsBuilder
import RootfsModel
import SystemPackage
import Unikraft

/// `kraft rootfs build`: makes the archive that a guest boots from.
struct RootfsBuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Build a root filesystem archive.",
        discussion: """
            A directory is packed as it is, without what its .kraftignore names (patterns as in .dockerignore). A \
            Dockerfile is built without a daemon. The same source gives the same bytes.
            """)

    @Option(name: .long, help: "What the source is; it is found out when it is not given.")
    var type: RootfsSourceKind?

    @Option(name: [.short, .long], help: "Where to write the archive; - is standard output.")
    var output = "initramfs.cpio"

    @OptionGroup(title: "Dockerfile")
    var dockerfile: DockerfileOptions

    @OptionGroup(title: "Images and engines")
    var services: ServiceOptions

    @Option(
        name: .long,
        help:
            "Add a program with its libraries: PROGRAM of this machine, or STAGE:PROGRAM of a stage of the Dockerfile. May be given several times."
    )
    var withLibraries: [String] = []

    @Option(name: .long, help: "The architecture of the guest: x86_64, arm64 or arm.")
    var arch: String?

    @Option(name: .long, help: "Which image of an image layout or of an archive of images, when it has several.")
    var image: String?

    @Argument(
        help:
            "A directory, a Dockerfile's context, an archive of files or of an image, an image layout, a program or the name of an image."
    )
    var source = "."

    func run() async throws {
        let kind = try type ?? (dockerfile.file == nil ? RootfsSourceKind.detect(source) : .dockerfile)
        if kind != .dockerfile, let option = dockerfile.given {
            throw ValidationError("\(option) belongs to a Dockerfile, and the source is none (--type \(kind.rawValue))")
        }
        if image != nil, kind != .layout, kind != .imageArchive {
            throw ValidationError(
                "--image belongs to an image layout or an archive of images (--type \(kind.rawValue))")
        }
        if kind == .directory, withLibraries.isEmpty {
            try await cancelledBySignals { try packDirectory() }
        } else {
            if kind != .dockerfile, let program = withLibraries.first(where: { StageProgram($0) != nil }) {
                throw ValidationError("'\(program)' names a stage, and the source is no Dockerfile")
            }
            do {
                try await build(kind)
            } catch  where kind == .image && type == nil && !(error is ExitCode) {
                Terminal.warn("there is no file '\(source)' here, so it was taken for the name of an image")
                throw error
            }
        }
    }

    private func build(_ kind: RootfsSourceKind) async throws {
        let architecture = try arch.map { try Architecture(parsing: $0) } ?? .host
        let built = try await services.withServices { services in
            let environment = try services.rootfsEnvironment(architecture)
            let source: any RootfsSource
            if kind == .dockerfile {
                var described = try await dockerfile.source(of: self.source, services)
                described.programs = withLibraries.compactMap { StageProgram($0) }
                source = described
            } else {
                source = try await services.rootfsSource(self.source, kind: kind, image: image ?? "")
            }
            var contents = try await source.load(in: environment)
            let missing = try contents.tree.addHostPrograms(withLibraries.filter { StageProgram($0) == nil })
            contents.notices += missing.map { "\($0.name) is needed and was not found" }
            try check(contents.tree, architecture)
            let build = RootfsBuilder.RootfsBuild(LoadedRootfs(contents), in: environment)
            return try await build.write(to: destination)
        }
        for notice in built.contents.notices + built.summary.notices { Terminal.warn(notice) }
        let state = built.isUnchanged ? ", unchanged" : ""
        report(built.summary.entryCount, built.summary.size, state)
    }

    /// Refuses programs that were added with their libraries and would not start.
    private func check(_ tree: FileTree, _ architecture: Architecture) throws {
        for program in withLibraries {
            let path = StageProgram(program)?.path ?? program
            let problems = RootfsCheck(command: [path], machine: ELFMachine(architecture)).programProblems(tree)
            guard problems.containsErrors else { continue }
            throw RootfsError(
                .unfitProgram, "it would not start in a guest", file: FilePath(path), diagnostics: problems)
        }
    }

    /// Where the archive goes; `-` is standard output.
    private var destination: FilePath { output == "-" ? "/dev/stdout" : FilePath(output) }

    private func report(_ entries: Int, _ size: UInt64, _ state: String = "") {
        let line = "\(output): \(entries) \(entries == 1 ? "entry" : "entries"), \(size) bytes\(state)"
        // The archive itself may be on standard output.
        if destination == "/dev/stdout" { Terminal.say(line) } else { print(line) }
    }

    private func packDirectory() throws {
        let bar = ProgressBar("packing \(source)")
        var packer = DirectoryPacker(FilePath(source))
        packer.filter = try DirectorySource(FilePath(source)).packingFilter()
        packer.countsFirst = bar.isShown
        if bar.isShown {
            packer.progress = { progress in bar.show(done: progress.bytesDone, total: progress.bytesTotal) }
        }
        defer { bar.clear() }
        let packed: CpioReport
        do {
            packed = try packer.pack(to: destination)
        } catch  where error.code == .cancelled {
            throw CancellationError()
        } catch {
            var error = error
            error.file = error.file ?? (error.path == nil ? destination : FilePath(source))
            throw error
        }
        bar.clear()
        for notice in packed.notices { Terminal.warn("\(notice)") }
        if packed.omittedNotices > 0 { Terminal.warn("and \(packed.omittedNotices) more") }
        report(packed.entryCount, packed.archiveSize)
    }
}
