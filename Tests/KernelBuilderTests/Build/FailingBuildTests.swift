import SystemPackage
import SystemSupport
import Testing
import UnikraftCore
import UnikraftTesting

@testable import KernelBuilder

@Suite(.enabled(if: MiniProject.canBuild, "the programs that a core is built with are not installed"))
struct FailingBuildTests {
    @Test func reportsTheCompilersErrorAndSucceedsAfterTheCorrection() async throws {
        let mini = try MiniProject(copiesCore: true, usesGreeter: false, usesTemplate: false)
        let file = mini.directory.path.appending("core").appending("main.c")
        let good = try FileAccess.read(file, limit: 1 << 20)
        try FileAccess.write(Array("int main(void) { return undeclared; }\n".utf8), to: file)
        let error = try #require(await #expect(throws: KernelBuildError.self) { try await mini.build() })
        #expect(error.code == .makeFailed)
        let first = try #require(error.diagnostics.first)
        #expect(first.code == .compiler)
        #expect(first.location == SourceLocation(file: file.string, line: 1, column: 25))
        #expect(first.message.contains("'undeclared' undeclared"))
        #expect(error.diagnostics.last?.code == .make)
        let log = try FileAccess.read(FilePath(try #require(error.logFile)), limit: 1 << 20)
        #expect(String(decoding: log, as: UTF8.self).contains("undeclared"))
        #expect(!FileAccess.exists(mini.project.directory.appending("Makefile.uk")))
        try FileAccess.write(good, to: file)
        #expect(try await mini.build().work == .configured)
    }

    @Test func reportsWarnings() async throws {
        var mini = try MiniProject(usesGreeter: false)
        mini.project.options = [KernelOption("CONFIG_APPLOADER_WARN", "y")]
        let kernel = try await mini.build()
        #expect(kernel.warnings.map(\.message) == ["unused variable 'unused' [-Wunused-variable]"])
        #expect(kernel.warnings.first?.location?.line == 6)
    }

    @Test func reportsTheLinkersError() async throws {
        let mini = try MiniProject(copiesCore: true, usesGreeter: false, usesTemplate: false)
        try mini.directory.write("core/libinfo.S", Array(".text\ncall missing_function\n".utf8))
        let error = try #require(await #expect(throws: KernelBuildError.self) { try await mini.build() })
        #expect(error.diagnostics.first?.code == .linker)
        #expect(error.diagnostics.first?.message == "undefined reference to 'missing_function'")
    }

    @Test func aStrictBuildRefusesDroppedSymbolsWhenNothingChangedToo() async throws {
        var mini = try MiniProject(usesGreeter: false)
        mini.project.options = [KernelOption("NO_SUCH", "y")]
        #expect(try await mini.build().differences.map(\.name) == ["NO_SUCH"])
        let strict = KernelBuildOptions(isStrict: true)
        let error = await #expect(throws: KernelBuildError.self) { try await mini.build(strict) }
        #expect(error?.code == .configuration)
        let again = try await mini.build()
        #expect(again.work == .nothing)
        #expect(again.differences.map(\.name) == ["NO_SUCH"])
        #expect(mini.progress.warnings.filter { $0.contains("NO_SUCH") }.count == 3)
    }

    @Test func aMissingToolIsNamedWithItsPackage() async throws {
        let mini = try MiniProject(usesGreeter: false)
        let builder = KernelBuilder(launcher: FakeProcessLauncher { _, _ in FakeProcess() }) {
            $0 != "bison" && $0 != "m4"
        }
        let error = try #require(await #expect(throws: KernelBuildError.self) { try await builder.build(mini.project) })
        #expect(error.code == .hostTool)
        #expect(error.message.contains("'bison', 'm4'"))
        #expect(error.remedy == "On Debian: apt-get install bison m4")
    }

    @Test func aMissingCrossCompilerIsNamedWithItsPackage() throws {
        #expect(
            HostTool.required(for: .arm64, host: .x86_64).last
                == HostTool("aarch64-linux-gnu-gcc", package: "gcc-aarch64-linux-gnu"))
        #expect(
            HostTool.required(for: .x86_64, host: .arm64, prefix: "/opt/bin/x86_64-linux-gnu-").last
                == HostTool("/opt/bin/x86_64-linux-gnu-gcc", package: "gcc-x86-64-linux-gnu"))
        #expect(HostTool.isInPath("/bin/sh"))
        #expect(!HostTool.isInPath("/bin/no-such-shell"))
    }

    @Test(arguments: [
        (ProcessTermination.signaled(9), "", KernelBuildError.Code.makeKilled),
        (.exited(2), "fatal error: closing output: No space left on device\n", .diskFull),
    ])
    func aBuildThatWasKilledBeginsAnew(
        _ termination: ProcessTermination, _ output: String, _ code: KernelBuildError.Code
    ) async throws {
        let mini = try MiniProject(usesGreeter: false)
        _ = try await mini.build()
        let leftover = mini.project.output.appending("mini_qemu-x86_64.make").appending("broken.o")
        try FileAccess.write([], to: leftover)
        let builder = mini.builder(
            FakeProcessLauncher { _, _ in FakeProcess(errorOutput: output, termination: termination) })
        let options = KernelBuildOptions(isStrict: true)
        var changed = mini
        changed.project.options = [KernelOption("STACK_SIZE_PAGE_ORDER", "6")]
        let project = changed.project
        let error = await #expect(throws: KernelBuildError.self) { try await builder.build(project, options: options) }
        #expect(error?.code == code)
        #expect(FileAccess.exists(leftover))
        #expect(try await changed.build().work == .configured)
        #expect(!FileAccess.exists(leftover))
    }

    @Test func aFullDiskIsNamedWhereverItIsMet() {
        let full = SystemCallError(systemCall: "write", errno: .noSpace, path: "/x")
        #expect(KernelBuildError.file("write", "/x", full).code == .diskFull)
        #expect(KernelBuildError.file("write", "/x", Errno.diskQuotaExceeded).code == .diskFull)
        #expect(KernelBuildError.file("write", "/x", Errno.permissionDenied).code == .file)
    }

    @Test func cancellingEndsMake() async throws {
        let mini = try MiniProject(usesGreeter: false)
        let process = FakeProcess(termination: nil)
        let launcher = FakeProcessLauncher { _, _ in process }
        let builder = mini.builder(launcher)
        let project = mini.project
        let task = Task { try await builder.build(project) }
        while launcher.commands.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(process.signals.first == 15)
        #expect(try await mini.build().work == .configured)
    }

    @Test func twoBuildsOfOneProjectDoNotRunAtOnce() async throws {
        let mini = try MiniProject(usesGreeter: false)
        let lock = try FileLock.ofBuild(in: mini.project.directory)
        let error = await #expect(throws: KernelBuildError.self) { try await mini.build() }
        #expect(error?.message.contains("another build") == true)
        lock.release()
        _ = try await mini.build()
    }

    @Test func refusesWhatIsNoCoreAndNoLibrary() async throws {
        var mini = try MiniProject()
        mini.project.libraries[0].request.origin = .directory(mini.directory.path)
        await #expect(throws: KernelBuildError.self) { try await mini.build() }
        mini.project.libraries = []
        mini.project.core.request.origin = .directory(mini.directory.path)
        let error = await #expect(throws: KernelBuildError.self) { try await mini.build() }
        #expect(error?.message.contains("not a Unikraft core") == true)
        mini.project.core.request.origin = .directory(mini.directory.path.appending("gone"))
        await #expect(throws: KernelBuildError.self) { try await mini.build() }
        mini.project.targets = []
        #expect(await #expect(throws: KernelBuildError.self) { try await mini.build() }?.code == .project)
    }

    @Test func anArchiveThatIsWantedAndMissingIsNamed() async throws {
        var mini = try MiniProject(usesGreeter: false)
        mini.embed()
        let error = await #expect(throws: KernelBuildError.self) { try await mini.build() }
        #expect(error?.code == .initrd)
        mini.project.options.append(KernelOption("LIBVFSCORE_AUTOMOUNT_EINITRD_PATH", "/nonexistent/x.cpio"))
        let named = await #expect(throws: KernelBuildError.self) { try await mini.build() }
        #expect(named?.subject == "/nonexistent/x.cpio")
    }
}
