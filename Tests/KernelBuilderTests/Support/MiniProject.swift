import Foundation
import SubprocessLauncher
import Synchronization
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import KernelBuilder

/// The small core of the fixtures, and a project that is built with it.
struct MiniProject {
    let directory: ScratchDirectory
    let progress = RecordedProgress()
    var project: KernelProject

    static let fixtures = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
        .appending("Fixtures").appending("MiniCore")

    /// Whether the programs that MiniCore is built with are there; the reason when they are not.
    static let canBuild = HostTool.required(for: .x86_64, host: .x86_64).allSatisfy { HostPrograms.has($0.program) }
    static let canBoot = canBuild && HostPrograms.has("qemu-system-x86_64")

    init(copiesCore: Bool = false, usesGreeter: Bool = true, usesTemplate: Bool = true) throws {
        directory = try ScratchDirectory()
        var core = Self.fixtures.appending("core")
        if copiesCore {
            let copy = directory.path.appending("core")
            try FileManager.default.copyItem(atPath: core.string, toPath: copy.string)
            core = copy
        }
        let home = directory.path.appending("project")
        try FileManager.default.createDirectory(atPath: home.string, withIntermediateDirectories: true)
        project = KernelProject(
            name: "mini", directory: home, core: KernelPart(.core, from: .directory(core)),
            targets: [KernelTarget(.qemu, .x86_64)])
        if usesGreeter {
            project.libraries = [
                KernelPart(
                    .library("greeter"), from: .directory(Self.fixtures.appending("libs").appending("greeter")),
                    options: [KernelOption("LIBGREETER_NAME", "tests")])
            ]
        }
        if usesTemplate {
            project.template = KernelPart(
                .application("loader"), from: .directory(Self.fixtures.appending("apps").appending("loader")))
        }
    }

    /// Switches the embedding of an archive on.
    mutating func embed() {
        project.options += [
            KernelOption("CONFIG_LIBVFSCORE", "y"), KernelOption("CONFIG_LIBVFSCORE_AUTOMOUNT_CI", "y"),
            KernelOption("CONFIG_LIBVFSCORE_AUTOMOUNT_CI_EINITRD", "y"),
        ]
    }

    /// Packs one file with GNU cpio.
    func archive(_ name: String, holding file: String, _ content: String) throws -> FilePath {
        let path = directory.path.appending(name)
        let tree = directory.path.appending("\(name).d")
        try FileManager.default.createDirectory(atPath: tree.string, withIntermediateDirectories: true)
        try directory.write("\(name).d/\(file)", Array(content.utf8))
        _ = try shell("cd \(tree) && find . | cpio -o -H newc > \(path) 2>/dev/null")
        return path
    }

    func builder(_ launcher: any ProcessLauncher = SubprocessLauncher()) -> KernelBuilder {
        KernelBuilder(launcher: launcher, downloader: GreetingDownloader(), progress: progress)
    }

    func build(
        _ options: KernelBuildOptions = KernelBuildOptions(jobs: 2), rootfs: (any KernelRootfs)? = nil
    ) async throws -> BuiltKernel {
        try #require(try await builder().build(project, options: options, rootfs: rootfs).first)
    }
}

/// A temporary directory that several values may hold.
final class ScratchDirectory {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    var path: FilePath { directory.path }

    @discardableResult
    func write(_ name: String, _ content: [UInt8]) throws -> FilePath {
        try directory.write(name, content)
    }
}

/// Runs a command of the shell and returns what it prints.
@discardableResult
func shell(_ command: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-ec", command]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(command)")
    return String(decoding: output, as: UTF8.self)
}

/// Boots a kernel and returns what it prints on its serial port.
func boot(_ kernel: FilePath, append: String) throws -> String {
    try shell(
        "timeout 60 qemu-system-x86_64 -M pc -accel tcg -m 64 -nodefaults -display none -serial stdio -no-reboot "
            + "-kernel \(kernel) -append '\(append)'")
}

/// Makes the archive that the greeter library wants.
struct GreetingDownloader: FileDownloader {
    func download(_ url: String, to path: FilePath) async throws {
        let name = try #require(url.split(separator: "/").last).replacingOccurrences(of: ".tar.gz", with: "")
        let work = try TemporaryDirectory()
        try shell(
            """
            cd \(work.path); mkdir \(name); echo '#define GREETING "hello from \(name)"' > \(name)/greeting.h
            tar --sort=name --mtime=@0 --owner=0 --group=0 -cf - \(name) | gzip -n > \(path)
            """)
    }
}

/// Keeps the events it gets.
final class RecordedProgress: ProgressReporter {
    private let log = Mutex<[ProgressEvent]>([])

    func report(_ event: ProgressEvent) {
        log.withLock { $0.append(event) }
    }

    var events: [ProgressEvent] { log.withLock { $0 } }

    var warnings: [String] {
        events.compactMap { event in
            if case .warning(let text) = event.kind { return text }
            return nil
        }
    }
}
