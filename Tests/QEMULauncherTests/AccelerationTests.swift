import Glibc
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import QEMULauncher

@Suite("Acceleration that cannot fool")
struct AccelerationTests {
    static let canOpenKVM = access("/dev/kvm", R_OK | W_OK) == 0

    /// On a host whose KVM is broken the trial says so; on one whose KVM works, it says that. Either way the
    /// answer comes within the trial's limit, and a second question is answered without a trial.
    @Test(.enabled(if: canOpenKVM, "/dev/kvm cannot be opened here"))
    func theTrialTellsAndIsRemembered() async throws {
        let directory = try TemporaryDirectory()
        let executable = try QEMUInstallation.locate(for: .x86_64)
        let first = try await AccelerationChoice.choose(
            .automatic, architecture: .host, guest: .unikraft, executable: executable,
            launcher: SubprocessLauncher(), cacheDirectory: directory.path.appending("cache"))
        #expect((first.accelerator == .kvm) == (first.warning == nil))
        let untouched = FakeProcessLauncher { _, _ in FakeProcess() }
        let second = try await AccelerationChoice.choose(
            .automatic, architecture: .host, guest: .unikraft, executable: executable, launcher: untouched,
            cacheDirectory: directory.path.appending("cache"))
        #expect(second == first)
        #expect(untouched.commands.isEmpty)
        if first.accelerator == .tcg {
            await #expect {
                try await AccelerationChoice.choose(
                    .kvm, architecture: .host, guest: .unikraft, executable: executable, launcher: untouched,
                    cacheDirectory: directory.path.appending("cache"))
            } throws: { error in
                (error as? LaunchError)?.code == .acceleration
            }
        }
    }

    @Test func theTrialItselfWorksUnderTCG() async throws {
        let directory = try TemporaryDirectory()
        let kernel = try directory.write("probe", ProbeKernel.image)
        let result = try await SubprocessLauncher().run(
            ProcessCommand(
                "qemu-system-x86_64",
                [
                    "-machine", "microvm", "-accel", "tcg", "-cpu", "max", "-m", "32", "-nodefaults", "-no-user-config",
                    "-no-reboot", "-display", "none", "-serial", "stdio", "-device", ProbeKernel.exitDevice, "-kernel",
                    kernel.string,
                ]), input: [], outputLimit: 1 << 16)
        #expect(AccelerationProbe.judge(result.termination, messages: "") == .works)
        #expect(result.standardOutput.last == ProbeKernel.successByte)
    }

    @Test func theImageIsThatOfItsSource() async throws {
        let script = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
            .appending("Scripts/assemble-probe-kernel")
        let result = try await SubprocessLauncher().run(
            ProcessCommand(script.string, ["--check"]), input: [], outputLimit: 1 << 16)
        #expect(result.succeeded, "\(String(decoding: result.standardError, as: UTF8.self))")
    }

    @Test func otherArchitecturesAndTCGNeedNoTrial() async throws {
        let untouched = FakeProcessLauncher { _, _ in FakeProcess() }
        let other: Architecture = Architecture.host == .arm64 ? .x86_64 : .arm64
        let foreign = try await AccelerationChoice.choose(
            .automatic, architecture: other, guest: .unikraft, executable: "qemu", launcher: untouched)
        #expect(foreign.accelerator == .tcg)
        #expect(foreign.warning?.contains("this host is \(Architecture.host)") == true)
        let asked = try await AccelerationChoice.choose(
            .tcg, architecture: .host, guest: .unikraft, executable: "qemu", launcher: untouched)
        #expect(asked == AccelerationChoice(accelerator: .tcg))
        #expect(untouched.commands.isEmpty)
    }

    /// What QEMU 7.2 printed on a host whose KVM is emulated in software.
    @Test func failuresAreRead() {
        let abort = """
            qemu-system-x86_64: warning: host doesn't support requested feature: CPUID.01H:ECX.pni [bit 0]
            qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69
            """
        #expect(
            AccelerationProbe.judge(.signaled(SIGABRT), messages: abort)
                == .broken("qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69"))
        #expect(AccelerationProbe.judge(.exited(151), messages: "") == .works)
        #expect(AccelerationProbe.judge(.exited(207), messages: "") == .noGigantPages)
        guard case .broken(let sse) = AccelerationProbe.judge(.exited(205), messages: "") else {
            Issue.record("a failure passed")
            return
        }
        #expect(sse.contains("SSE"))
        #expect(AccelerationProbe.Result.noGigantPages.obstacle(for: .unikraft) != nil)
        #expect(AccelerationProbe.Result.noGigantPages.obstacle(for: .development(initArchive: "x")) == nil)
    }

    @Test(.enabled(if: canOpenKVM, "/dev/kvm cannot be opened here"))
    func aSilentTrialEndsAndIsKilled() async throws {
        let process = FakeProcess(termination: nil)
        let result = try await AccelerationProbe.run(
            executable: "qemu", launcher: FakeProcessLauncher { _, _ in process })
        #expect(result == .broken("it did not end within 2.0 seconds"))
        #expect(process.signals.contains(SIGKILL))
    }

    @Test func aTrialInTroubleIsKilled() async throws {
        let process = FakeProcess(errorOutput: "KVM internal error. Suberror: 1\n", termination: nil)
        let result = try await AccelerationProbe.run(
            executable: "qemu", launcher: FakeProcessLauncher { _, _ in process })
        #expect(result == .broken("KVM internal error"))
        #expect(process.signals.contains(SIGKILL))
    }
}
