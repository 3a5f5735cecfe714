import ArgumentParser
import SystemPackage
import Unikraft

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Boot a real nginx in a virtual machine and fetch a page from it.",
        discussion: """
            Resolves the libraries that nginx needs, packs them with its configuration and empty directories, boots the \
            archive, waits until it serves, fetches a page through a port of this host, and shuts down.
            """)

    @Option(help: "The kernel to boot: Unikraft, or the development guest's Linux.")
    var kernel: String

    @Option(help: "The server program of this host.")
    var program = "/usr/sbin/nginx"

    @Option(help: "A directory laid over the root filesystem.")
    var overlay = "Examples/nginx/rootfs"

    @Flag(name: [.customShort("W"), .long], help: "Do not try KVM.")
    var disableAcceleration = false

    mutating func run() async throws {
        let work = self
        try await cancelledBySignals { try await work.demonstrate() }
    }

    private func demonstrate() async throws {
        var rootfs = ProgramRootfs(programs: [FilePath(program)])
        rootfs.overlay = FilePath(overlay)
        rootfs.directories = ["run", "tmp", "var/lib/nginx", "var/log/nginx"]
        let archive: FilePath = ".unikraft/build/initramfs-x86_64.cpio"
        let packed = try rootfs.write(to: archive)

        var configuration = try MachineConfiguration(
            booting: FilePath(kernel), name: "demo", initramfs: archive, arguments: [program])
        configuration.acceleration = disableAcceleration ? .tcg : .automatic
        configuration.ports = [PortMapping(hostAddress: .loopback, hostPort: 0, guestPort: 80)]
        let options = MachineOptions(warn: Terminal.warn)
        try await withMachine(configuration, options: options) { machine in
            let plan = machine.plan
            let seen = try await machine.waitUntilReady(.http(port: plan.ports[0].hostPort))
            let response = seen.response
            let guest = plan.guest == .unikraft ? "Unikraft" : "development guest (Linux)"
            print("guest               \(guest)")
            print("kernel              \(kernel)")
            print("accelerator         \(plan.accelerator.rawValue)")
            print("archive             \(packed.size) bytes with \(packed.entryCount) entries")
            print("memory              \(plan.memory)")
            print("time to first byte  \(seen.elapsed.formattedMilliseconds)")
            print("HTTP status         \(response?.status ?? 0)")
            print("page                \(response?.body.count ?? 0) bytes")
            guard response?.status == 200 else { throw ExitCode.guestFailed }
        }
    }
}

extension Duration {
    /// The duration in whole milliseconds.
    var formattedMilliseconds: String {
        "\(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000) ms"
    }
}
