import Glibc
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import QEMULauncher

@Suite("What is found out beforehand")
struct HostFactTests {
    @Test func memoryOfAHost() throws {
        #expect(HostMemory.total("MemTotal:  2048 kB\nMemFree: 1 kB\nSwapTotal: 1024 kB\n")?.bytes == 3 << 20)
        #expect(HostMemory.total("MemTotal: 2048 kB")?.bytes == 2 << 20)
        for text in ["", "MemTotal:", "MemTotal: x kB", "MemTotal: \(UInt64.max) kB\nSwapTotal: 1 kB"] {
            #expect(HostMemory.total(text) == nil)
        }
        #expect(throws: LaunchError.self) { try HostMemory.check(ByteCount(bytes: 1 << 60)) }
        try HostMemory.check(ByteCount(bytes: 1 << 20))
    }

    @Test(arguments: [
        ("[    0.1] CRIT: a page fault.", "CRIT: a page fault"), ("Kernel panic [x]", "Kernel panic [x]"),
        ("[x] a", "[x] a"),
        ("", ""),
    ])
    func aCrashIsToldInASentence(line: String, expected: String) {
        #expect(
            MachineExit.crashed([line]).description
                == "The guest crashed: \(expected). The console holds the registers.")
    }

    @Test func kernelsAreRecognised() throws {
        let directory = try TemporaryDirectory()
        var multiboot = [UInt8](repeating: 0, count: 128)
        multiboot.replaceSubrange(0..<4, with: [0x7f, 0x45, 0x4c, 0x46])
        multiboot[4] = 1
        multiboot[18] = 3
        multiboot.replaceSubrange(64..<76, with: [0x02, 0xb0, 0xad, 0x1b, 0, 0, 0, 0, 0xfe, 0x4f, 0x52, 0xe4])
        #expect(try KernelImage(path: directory.write("unikraft", multiboot)).format == .multiboot)
        #expect(try KernelImage(path: directory.write("probe", ProbeKernel.image)).format == .multiboot)
        var linux = [UInt8](repeating: 0, count: 1024)
        linux.replaceSubrange(0x202..<0x206, with: Array("HdrS".utf8))
        #expect(try KernelImage(path: directory.write("linux", linux)).format == .linuxBzImage)
        var arm = [UInt8](repeating: 0, count: 64)
        arm.replaceSubrange(56..<60, with: Array("ARMd".utf8))
        #expect(try KernelImage(path: directory.write("arm", arm)).architecture == .arm64)
    }

    @Test(arguments: [
        ("", "empty"), ("#!/bin/sh\n", "script"), ("070701", "cpio"), ("\u{1f}\u{8b}", "neither"),
        ("\u{7f}ELF", "another kind"),
        (String(repeating: "x", count: 9000), "neither"),
    ])
    func whatIsNoKernelIsRefused(content: String, reason: String) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("file", content.utf8)
        #expect {
            try KernelImage(path: path)
        } throws: { error in
            (error as? LaunchError)?.code == .kernel && "\(error)".contains(reason) && "\(error)".contains(path.string)
        }
    }

    @Test func missingKernelsAndDirectoriesAreRefused() throws {
        let directory = try TemporaryDirectory()
        for path in [directory.path, directory.path.appending("none"), "/dev/null"] {
            #expect(throws: LaunchError.self) { try KernelImage(path: path) }
        }
    }

    @Test func aTakenPortIsNamed() throws {
        let taken = try HostPorts.check([PortMapping(hostAddress: .loopback, hostPort: 0, guestPort: 1)])[0]
        #expect(taken.hostPort != 0)
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = SocketAddress.make(.loopback, port: taken.hostPort)
        #expect(SocketAddress.withPointer(to: &address) { bind(socket, $0, $1) } == 0)
        #expect(listen(socket, 1) == 0)
        #expect {
            try HostPorts.check([taken])
        } throws: { error in
            (error as? LaunchError)?.code == .port && "\(error)".contains(":\(taken.hostPort)/tcp is taken")
        }
        // The same number is free for the other protocol, and on another address.
        var other = taken
        other.transport = .udp
        #expect(try HostPorts.check([other]) == [other])
        other = taken
        other.hostAddress = IPv4Address(bits: 0x7f00_0002)
        #expect(try HostPorts.check([other]) == [other])
    }

    @Test func anAddressThatIsNotOursIsNamed() throws {
        let mapping = PortMapping(hostAddress: try IPv4Address(parsing: "192.0.2.1"), hostPort: 0, guestPort: 1)
        #expect {
            try HostPorts.check([mapping])
        } throws: { error in
            "\(error)".contains("no address 192.0.2.1")
        }
    }

    @Test func archivesAreChecked() throws {
        let directory = try TemporaryDirectory()
        for (content, reason) in [
            (Array("".utf8), "empty"), ([0x1f, 0x8b, 8, 0, 0, 0], "gzip"), ([0x28, 0xb5, 0x2f, 0xfd], "zstd"),
            (Array("070707".utf8), "070701"), (Array("07".utf8), "070701"),
        ] {
            let archive = try directory.write("archive", content)
            let configuration = MachineConfiguration(kernel: "kernel", initramfs: archive)
            #expect {
                try MachineFiles(configuration, place: .temporary)
            } throws: { error in
                (error as? LaunchError)?.code == .initramfs && "\(error)".contains(reason)
            }
        }
    }

    @Test func theDevelopmentGuestGetsOneArchive() throws {
        let directory = try TemporaryDirectory()
        let first = try directory.write("init.cpio", Array("070701abc".utf8))
        let second = try directory.write("app.cpio", Array("070701defgh".utf8))
        let configuration = MachineConfiguration(
            kernel: "kernel", initramfs: second, guest: .development(initArchive: first))
        let files = try MachineFiles(configuration, place: .directory(directory.path.appending("made/below")))
        #expect(files.initramfsSize.bytes == 20)
        #expect(
            try directory.read(#require(files.initramfsPath)) == Array("070701abc\0\0\0070701defgh\0".utf8))
    }

    @Test func temporaryFilesGoWithTheMachine() throws {
        let directory = try TemporaryDirectory()
        let kernel = try directory.write("a kernel", ProbeKernel.image)
        let files = try MachineFiles(MachineConfiguration(kernel: kernel), place: .temporary)
        let made = try #require(files.temporaryDirectory)
        #expect(files.kernelPath.removingLastComponent() == made.path)
        #expect(try directory.read(files.kernelPath) == ProbeKernel.image)
        files.remove()
        #expect(access(made.path.string, F_OK) != 0)
    }
}
