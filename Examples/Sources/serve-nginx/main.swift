// A web server in a virtual machine, from the README. Run it in the repository's directory:
// swift run --package-path Examples serve-nginx KERNEL
import Unikraft

let sdk = "."
let kernel = CommandLine.arguments.dropFirst().first ?? "\(sdk)/.build-guest/vmlinux"

// README-BEGIN
// 1. The program, every library it needs, and its configuration.
var rootfs = ProgramRootfs(programs: ["/usr/sbin/nginx"])
rootfs.overlay = .init("\(sdk)/Examples/nginx/rootfs")
rootfs.directories = ["run", "tmp", "var/lib/nginx", "var/log/nginx"]
// 2. One archive, the same bytes on every machine.
try rootfs.write(to: ".unikraft/build/nginx.cpio")
// 3. A machine, with a port of this host that leads into it.
var machine = try MachineConfiguration(
    booting: .init(kernel), initramfs: ".unikraft/build/nginx.cpio", arguments: ["/usr/sbin/nginx"])
machine.ports = [PortMapping(hostAddress: .loopback, hostPort: 0, guestPort: 80)]
// 4. Whatever happens in the closure, the machine is gone after it.
try await withMachine(machine) { guest in
    let seen = try await guest.waitUntilReady(.http(port: guest.plan.ports[0].hostPort))
    print("HTTP", seen.response?.status ?? 0, "after", seen.elapsed)
}
// README-END
