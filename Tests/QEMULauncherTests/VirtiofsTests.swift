import Glibc
import SubprocessLauncher
import SystemPackage
import SystemSupport
import Testing
import UnikraftCore
import UnikraftTesting

@testable import QEMULauncher

@Suite("Directories shared by virtiofs", .timeLimit(.minutes(5)))
struct VirtiofsTests {
    static let isThere =
        (try? FileServerProgram.locate()) != nil && access("/usr/bin/qemu-system-x86_64", X_OK) == 0 && getuid() == 0
    static let why: Comment = "this needs root, qemu-system-x86 and qemu-system-common (or virtiofsd)"

    private func plan(
        _ directories: [SharedDirectory], _ program: FileServerProgram?, machineType: String? = nil
    ) throws -> MachinePlan {
        var configuration = MachineConfiguration(name: "web", kernel: "kernel", arguments: ["/server"])
        configuration.memory = .mebibytes(64)
        configuration.sharedDirectories = directories
        configuration.machineType = machineType
        var facts = MachineFacts(
            executable: "qemu", kernel: KernelImage(format: .multiboot, architecture: .x86_64, size: .mebibytes(1)),
            initramfsSize: ByteCount(bytes: 0), accelerator: .tcg, kernelPath: "kernel", initramfsPath: nil)
        facts.fileServer = program
        return try MachinePlanner.plan(configuration, facts: facts)
    }

    @Test func eachHasAServerAndAConnection() throws {
        let program = FileServerProgram(path: "/usr/lib/qemu/virtiofsd", isLegacy: true)
        var plan = try plan(
            [
                SharedDirectory(source: "/srv/a,b", mountPoint: "/a", transport: .virtiofs),
                SharedDirectory(source: "/srv/c", mountPoint: "/c"),
                SharedDirectory(source: "/srv/d", mountPoint: "/d", isReadOnly: true, transport: .virtiofs),
            ], program)
        plan.passedDescriptors = [7]
        let arguments = plan.arguments(for: .managed)
        #expect(arguments.contains("pc,memory-backend=memory"))
        #expect(arguments.contains("memory-backend-memfd,id=memory,size=64M,share=on"))
        #expect(arguments.contains("socket,id=fs1,fd=4"))
        #expect(arguments.contains("socket,id=fs3,fd=5"))
        #expect(arguments.contains("socket,id=qmp,fd=6"))
        #expect(arguments.contains("vhost-user-fs-pci,chardev=fs1,tag=fs1"))
        #expect(arguments.contains("virtio-9p-pci,fsdev=fs2,mount_tag=fs2"))
        #expect(plan.commandLine.contains(#""fs1:/a:virtiofs:::mkmp" "fs2:/c:9pfs:::mkmp" "fs3:/d:virtiofs:1::mkmp""#))
        #expect(plan.fileServers[0].arguments == ["-f", "-o", #"source=/srv/a\,b"#, "-o", "log_level=warn"])
        #expect(plan.fileServers[1].executable == "unshare")
        #expect(plan.fileServers[1].arguments.contains("source=/srv/d"))
        #expect(
            plan.shellCommand.hasPrefix(
                #"/usr/lib/qemu/virtiofsd -f -o 'source=/srv/a\,b' -o log_level=warn --socket-path=fs1.sock & "#
                    + "until [ -S fs1.sock ]; do sleep 0.1; done; unshare "))
        #expect(plan.arguments(for: .foreground).contains("socket,id=fs1,path=fs1.sock"))
    }

    @Test func theSuccessorHasOptionsOfItsOwn() throws {
        let directory = SharedDirectory(source: "/srv/a,b", mountPoint: "/a", isReadOnly: true, transport: .virtiofs)
        let plan = try plan(
            [directory], FileServerProgram(path: "/usr/libexec/virtiofsd", isLegacy: false), machineType: "microvm")
        #expect(plan.fileServers[0].executable == "/usr/libexec/virtiofsd")
        #expect(plan.fileServers[0].arguments == ["--shared-dir=/srv/a,b", "--log-level=warn", "--readonly"])
        #expect(plan.arguments.contains("vhost-user-fs-device,chardev=fs1,tag=fs1"))
        #expect(throws: LaunchError.self) { try self.plan([directory], nil) }
    }

    @Test func aMissingServerNamesThePackage() throws {
        let directory = try TemporaryDirectory()
        #expect {
            try FileServerProgram.locate(in: [directory.path])
        } throws: { error in
            (error as? LaunchError)?.code == .hypervisorMissing && "\(error)".contains("qemu-system-common")
        }
        let program = try directory.write("virtiofsd", [])
        try #require(chmod(program.string, 0o755) == 0)
        #expect(
            try FileServerProgram.locate(in: ["/none", directory.path])
                == FileServerProgram(path: program, isLegacy: false))
    }

    @Test func theLegacyServerIsForRoot() throws {
        #expect(throws: LaunchError.self) { try FileServerProgram(path: "/x", isLegacy: true).check(user: 1000) }
        try FileServerProgram(path: "/x", isLegacy: true).check(user: 0)
        try FileServerProgram(path: "/x", isLegacy: false).check(user: 1000)
    }

    @Test func volumesNameTheirTransport() throws {
        let volume = try SharedDirectory(parsing: "a:/b:ro,virtiofs")
        #expect(volume == SharedDirectory(source: "a", mountPoint: "/b", isReadOnly: true, transport: .virtiofs))
        #expect(try SharedDirectory(parsing: "a:/b:virtiofs").isReadOnly == false)
        #expect(try SharedDirectory(parsing: "a:/b:9p").transport == .ninePFS)
        #expect(SharedDirectory.Transport(guestDriver: "9pfs") == .ninePFS)
        #expect(SharedDirectory.Transport(guestDriver: "ext4") == nil)
    }

    /// A machine that never runs an instruction, with a directory to write to and one to read.
    private func configuration(in directory: borrowing TemporaryDirectory) throws -> MachineConfiguration {
        let kernel = try directory.write("kernel", ProbeKernel.image)
        var configuration = MachineConfiguration(name: "shares", kernel: kernel, arguments: ["/program"])
        configuration.acceleration = .tcg
        configuration.extraArguments = ["-S"]
        let source = directory.path.appending("a, b")
        try #require(mkdir(source.string, 0o700) == 0)
        configuration.sharedDirectories = [
            SharedDirectory(source: source, mountPoint: "/a", transport: .virtiofs),
            SharedDirectory(source: source, mountPoint: "/b", isReadOnly: true, transport: .virtiofs),
        ]
        return configuration
    }

    /// Processes that have a path among their arguments.
    private func servers(of directory: FilePath) throws -> [Int32] {
        try DirectoryNames.list("/proc").compactMap { Int32($0) }.filter { process in
            let path = FilePath("/proc/\(process)/cmdline")
            guard let file = try? OwnedDescriptor.open(path, flags: O_RDONLY),
                let bytes = try? file.read(at: 0, limit: 8192, path: path)
            else { return false }
            let text = String(decoding: bytes, as: UTF8.self)
            return text.contains("virtiofsd") && text.contains(directory.string)
        }
    }

    private func waitUntilGone(_ directory: FilePath) async throws {
        while try !servers(of: directory).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test(.enabled(if: isThere, why)) func theDevicesComeUpAndTheServersGoWithTheMachine() async throws {
        let directory = try TemporaryDirectory()
        try await withMachine(configuration(in: directory), launcher: SubprocessLauncher()) { machine in
            let devices = try await machine.monitor("info pci")
            // Virtio's vendor, and its type 26 (Virtual I/O Device 1.2, sections 4.1.2 and 5.11).
            #expect(devices.split(whereSeparator: \.isNewline).filter { $0.contains("1af4:105a") }.count == 2)
            let running = try servers(of: directory.path)
            #expect(running.count >= 2)
        }
        try await waitUntilGone(directory.path)
        #expect(directory.names().sorted() == ["a, b", "kernel"])
    }

    @Test(.enabled(if: isThere, why)) func aMachineWhoseServerIsLostIsEnded() async throws {
        let directory = try TemporaryDirectory()
        try await withMachine(configuration(in: directory), launcher: SubprocessLauncher()) { machine in
            for process in try servers(of: directory.path) { kill(process, SIGKILL) }
            guard case .hypervisorFailed(let text) = try await machine.waitUntilExit() else {
                Issue.record("\(String(describing: machine.exitStatus))")
                return
            }
            #expect(text.contains("virtiofsd"))
        }
        try await waitUntilGone(directory.path)
    }

    @Test(.enabled(if: isThere, why), arguments: [true, false])
    func theServersOfAMachineInTheBackgroundGoWithIt(isKilled: Bool) async throws {
        let directory = try TemporaryDirectory()
        let store = try MachineStore(directory: directory.path.appending("store"))
        var machine = try await store.start(configuration(in: directory), launcher: SubprocessLauncher())
        #expect(machine.record.fileServerProcesses?.count == 2)
        #expect(try DirectoryNames.list(machine.directory).filter { $0.hasPrefix("fs") } == [])
        for _ in 0..<2 {
            #expect(await machine.currentState() == .paused)
            #expect(try servers(of: directory.path).count >= 2)
            if isKilled {
                kill(try #require(machine.record.process).processIdentifier, SIGKILL)
            } else {
                try await machine.stop()
            }
            try await waitUntilGone(directory.path)
            while machine.isRunning { try await Task.sleep(for: .milliseconds(5)) }
            #expect(machine.problems.isEmpty)
            // Started again, it has new ones.
            try await machine.start(launcher: SubprocessLauncher())
        }
        // A machine goes on without its server, and says so.
        #expect(machine.problems.isEmpty)
        kill(try #require(machine.record.fileServerProcesses?.first).processIdentifier, SIGKILL)
        for _ in 0..<400 where machine.problems.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        #expect(machine.isRunning && machine.problems.count == 1)
        try await machine.stop()
        try await machine.remove()
        try await waitUntilGone(directory.path)
    }

    @Test(.enabled(if: isThere, why)) func aServerThatDoesNotStartIsTold() async throws {
        let directory = try TemporaryDirectory()
        var prepared = try await PreparedMachine(configuration(in: directory), launcher: SubprocessLauncher())
        prepared.plan.fileServers[0].arguments = ["--no-such-option"]
        await #expect {
            try await Machine.start(prepared, launcher: SubprocessLauncher())
        } throws: { error in
            "\(error)".contains("no-such-option")
        }
        try await waitUntilGone(directory.path)
    }
}
