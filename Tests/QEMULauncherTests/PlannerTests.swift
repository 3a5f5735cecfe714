import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import QEMULauncher

@Suite("Plans")
struct PlannerTests {
    let facts = MachineFacts(
        executable: "/usr/bin/qemu-system-x86_64",
        kernel: KernelImage(format: .multiboot, architecture: .x86_64, size: .mebibytes(1)),
        initramfsSize: .mebibytes(10), accelerator: .tcg, kernelPath: "kernel", initramfsPath: "rootfs.cpio")

    func plan(_ change: (inout MachineConfiguration) -> Void = { _ in }, facts: MachineFacts? = nil) throws
        -> MachinePlan
    {
        var configuration = MachineConfiguration(
            name: "web", kernel: "kernel", initramfs: "rootfs.cpio", arguments: ["/server"])
        change(&configuration)
        return try MachinePlanner.plan(configuration, facts: facts ?? self.facts)
    }

    @Test func aWholePlan() throws {
        let plan = try plan { configuration in
            configuration.ports = [
                PortMapping(hostPort: 8080, guestPort: 80),
                PortMapping(hostAddress: .loopback, hostPort: 5353, guestPort: 53, transport: .udp),
            ]
        }
        #expect(
            plan.shellCommand
                == """
                /usr/bin/qemu-system-x86_64 -name web -machine pc -accel tcg -cpu max -smp 1 -m 128M -nodefaults \
                -display none -no-reboot -kernel kernel -initrd rootfs.cpio -append \
                'netdev.ip=10.0.2.15/24:10.0.2.2:10.0.2.3 vfs.fstab=[ "initrd0:/:extract:::" ] -- /server' \
                -netdev user,id=net0,hostfwd=tcp::8080-:80,hostfwd=udp:127.0.0.1:5353-:53 \
                -device virtio-net-pci,netdev=net0,mac=02:b0:b0:b3:48:00,romfile= -serial mon:stdio
                """)
        #expect(plan == (try self.plan { $0.ports = plan.ports }))
    }

    @Test func theManagedFormHasAControlChannelBehindPassedDescriptors() throws {
        let plan = try plan { configuration in
            configuration.networks = [
                NetworkAttachment(.tapDescriptor(11)), NetworkAttachment(.tap(interface: "tap0")),
                NetworkAttachment(.tapDescriptor(12)), NetworkAttachment(.bridgeHelper(bridge: "virbr0")),
                NetworkAttachment(.socket("/run/a,b.socket")),
            ]
        }
        #expect(plan.passedDescriptors == [11, 12])
        #expect(plan.interfaces == ["tap0"])
        let arguments = plan.arguments(for: .managed)
        #expect(arguments.contains("tap,id=net0,fd=3"))
        #expect(arguments.contains("tap,id=net1,ifname=tap0,script=no,downscript=no"))
        #expect(arguments.contains("tap,id=net2,fd=4"))
        #expect(arguments.contains("bridge,id=net3,br=virbr0"))
        #expect(arguments.contains("stream,id=net4,server=off,addr.type=unix,addr.path=/run/a,,b.socket"))
        #expect(arguments.contains("socket,id=qmp,fd=5"))
        let addresses = arguments.filter { $0.contains("mac=") }
        #expect(Set(addresses).count == 5)
    }

    @Test func aKernelWithItsOwnRootIsToldNoParameters() throws {
        var embedded = facts
        embedded.initramfsPath = nil
        let plan = try plan({ $0.initramfs = nil }, facts: embedded)
        #expect(plan.commandLine == "/server")
        #expect(!plan.arguments.contains("-initrd"))
    }

    @Test func sharedDirectoriesAreMounted() throws {
        let plan = try plan { configuration in
            configuration.sharedDirectories = [
                SharedDirectory(source: "/srv/a,b", mountPoint: "/data", isReadOnly: true)
            ]
        }
        #expect(plan.arguments.contains("local,id=fs1,path=/srv/a,,b,security_model=none,readonly=on"))
        #expect(plan.commandLine.contains(#""fs1:/data:9pfs:1::mkmp""#))
        #expect(
            try SharedDirectory(parsing: "a:/b:ro") == SharedDirectory(source: "a", mountPoint: "/b", isReadOnly: true))
        #expect(try SharedDirectory(parsing: "a").mountPoint == "/")
        for text in ["", "a:b", "a:/b:rx", ":/b", "a:/b:ro:x"] {
            #expect(throws: LaunchError.self) { try SharedDirectory(parsing: text) }
        }
    }

    /// QEMU itself takes the devices of every machine type.
    @Test(arguments: ["pc", "q35", "microvm", "microvm,pcie=on"])
    func everyMachineTypeHasItsDevices(type: String) async throws {
        let directory = try TemporaryDirectory()
        let disk = try directory.write("disk", [UInt8](repeating: 0, count: 4096))
        let kernel = try directory.write("kernel", ProbeKernel.image)
        var facts = facts
        facts.kernelPath = kernel
        facts.initramfsPath = nil
        var plan = try plan(
            { configuration in
                configuration.machineType = type
                configuration.initramfs = nil
                configuration.blockVolumes = [BlockVolume(source: disk)]
                configuration.sharedDirectories = [SharedDirectory(source: directory.path, mountPoint: "/data")]
            }, facts: facts)
        plan.executable = try QEMUInstallation.locate(for: .x86_64)
        plan.arguments.append("-S")
        let machine = try await Machine.start(plan, launcher: SubprocessLauncher())
        let tree = try await machine.monitor("info qtree")
        for device in ["virtio-net", "virtio-blk", "virtio-9p"] { #expect(tree.contains("dev: \(device)-device")) }
        #expect(tree.contains("dev: virtio-net-pci") == (type != "microvm"))
        await machine.stop()
    }

    @Test func disksAreAttachedInOrder() throws {
        let plan = try plan { configuration in
            configuration.blockVolumes = [
                BlockVolume(source: "/srv/a,b", isReadOnly: true), BlockVolume(source: "c", format: .qcow2),
            ]
        }
        #expect(plan.arguments.contains("if=none,id=disk0,format=raw,file=/srv/a,,b,readonly=on"))
        #expect(plan.arguments.contains("if=none,id=disk1,format=qcow2,file=c"))
        #expect(plan.arguments.contains("virtio-blk-pci,drive=disk1"))
    }

    @Test func volumesAreLookedAt() throws {
        let directory = try TemporaryDirectory()
        let raw = try directory.write("raw", Array("QFI".utf8))
        let qcow = try directory.write("qcow", [0x51, 0x46, 0x49, 0xfb, 0, 0, 0, 3])
        try BlockVolume(source: raw).check()
        try BlockVolume(source: qcow, format: .qcow2, isReadOnly: true).check()
        for (volume, text) in [
            (BlockVolume(source: raw, format: .qcow2), "not in the qcow2 format"),
            (BlockVolume(source: directory.path), "neither a file nor a block device"),
            (BlockVolume(source: directory.path.appending("none")), "there is no volume"),
        ] {
            #expect {
                try volume.check()
            } throws: { error in
                (error as? LaunchError)?.code == .configuration && "\(error)".contains(text)
            }
        }
    }

    @Test func aDebuggerMayBeWaitedFor() throws {
        #expect(try plan { $0.debugger = DebuggerStub(port: 1234) }.shellCommand.contains("-gdb tcp:127.0.0.1:1234 -S"))
        let running = try plan { $0.debugger = DebuggerStub(port: 1, waitsForDebugger: false) }
        #expect(running.arguments.contains("-gdb") && !running.arguments.contains("-S"))
    }

    @Test func aSnapshotComesByADescriptor() throws {
        var plan = try plan { $0.networks = [NetworkAttachment(.tapDescriptor(11))] }
        plan.restore(from: 12)
        #expect(plan.passedDescriptors == [11, 12])
        #expect(plan.arguments.suffix(2) == ["-incoming", "fd:4"])
        #expect(plan.arguments(for: .managed).contains("socket,id=qmp,fd=5"))
    }

    @Test func memoryFollowsTheArchive() throws {
        func memory(_ archive: UInt64, _ wanted: UInt64? = nil) throws -> UInt64 {
            var facts = facts
            facts.initramfsSize = .mebibytes(archive)
            return try plan({ $0.memory = wanted.map { .mebibytes($0) } }, facts: facts).memory.mebibytesRoundedUp
        }
        // Measured on real guests: one file of 12, 50 and 80 MiB.
        #expect(try memory(12) == 128)
        #expect((192...256).contains(try memory(50)))
        #expect((257...512).contains(try memory(80)))
        #expect(throws: LaunchError.self) { try memory(80, 128) }
        #expect(try memory(12, 64) == 64)
    }

    @Test func aTightMemoryIsWarnedOf() throws {
        var facts = facts
        facts.initramfsSize = .mebibytes(50)
        #expect(try plan({ $0.memory = .mebibytes(128) }, facts: facts).warnings.count == 1)
    }

    @Test func contradictionsAreRefused() throws {
        typealias Change = (inout MachineConfiguration) -> Void
        let changes: [Change] = [
            { $0.architecture = .arm64 },
            { $0.guest = .development(initArchive: "init.cpio") },
            { $0.processorCount = 0 },
            { $0.name = "" },
            { $0.networks = [NetworkAttachment(.user), NetworkAttachment(.user)] },
            {
                $0.networks = [NetworkAttachment(.tap(interface: "tap0"))];
                $0.ports = [PortMapping(hostPort: 1, guestPort: 1)]
            },
            { $0.networks = [NetworkAttachment(.tap(interface: "a-name-too-long!"))] },
            { $0.networks = [NetworkAttachment(.tap(interface: "a b"))] },
            {
                $0.ports = [
                    PortMapping(hostPort: 80, guestPort: 1),
                    PortMapping(hostAddress: .loopback, hostPort: 80, guestPort: 2),
                ]
            },
        ]
        for (index, change) in changes.enumerated() {
            #expect(throws: LaunchError.self, "case \(index)") { try plan(change) }
        }
        #expect(throws: LaunchError.self) {
            var linux = facts
            linux.kernel.format = .linuxBzImage
            return try plan(facts: linux)
        }
    }

    @Test func thePlanOfTheDevelopmentGuestDiffersInItsFrameOnly() throws {
        var linux = facts
        linux.kernel.format = .linuxBzImage
        let development = try plan(
            {
                $0.guest = .development(initArchive: "init.cpio"); $0.memory = .mebibytes(512)
            }, facts: linux)
        let unikraft = try plan { $0.memory = .mebibytes(512) }
        #expect(development.commandLine == "console=ttyS0 panic=-1 no_timer_check -- " + unikraft.commandLine)
        #expect(
            development.arguments.map { $0 == development.commandLine ? "" : $0 }
                == unikraft.arguments.map { $0 == unikraft.commandLine ? "" : $0 })
    }

    @Test func acceleratedMachinesHaveTheHostsProcessor() throws {
        var accelerated = facts
        accelerated.accelerator = .kvm
        let arguments = try plan(facts: accelerated).arguments
        #expect(arguments.contains("kvm"))
        #expect(arguments.contains("host"))
        #expect(try plan({ $0.processorModel = "EPYC" }).arguments.contains("EPYC"))
    }

    @Test(arguments: [
        ("plain-1.0/x", "plain-1.0/x"), ("", "''"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("[a]", "'[a]'"),
    ])
    func wordsForAShell(word: String, quoted: String) {
        #expect(ShellQuoting.quote(word) == quoted)
    }
}
