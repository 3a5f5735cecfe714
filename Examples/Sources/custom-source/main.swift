// A root filesystem source of one's own: this one takes a program of the host and writes its configuration itself.
// swift run --package-path Examples custom-source KERNEL
import RootfsModel
import Unikraft

/// A program of the host, with a file that was made a moment ago.
struct GreeterSource: RootfsSource {
    var greeting: String

    func load(in environment: RootfsEnvironment) async throws -> RootfsContents {
        var tree = FileTree()
        _ = try tree.addHostPrograms(["/usr/bin/cat"])
        try tree.set(.file(.text("\(greeting)\n")), at: TreePath("/etc/greeting"))
        return RootfsContents(tree: tree)
    }
}

let kernel = CommandLine.arguments.dropFirst().first ?? ".build-guest/vmlinux"
let environment = RootfsEnvironment(cache: RootfsCache(".unikraft/cache"))
let built = try await RootfsBuild(GreeterSource(greeting: "made to order"), in: environment)
    .write(to: ".unikraft/build/greeter.cpio")
print("\(built.summary.entryCount) entries, \(built.summary.size) bytes\(built.isUnchanged ? ", unchanged" : "")")

var machine = try MachineConfiguration(
    booting: .init(kernel), initramfs: built.archive, arguments: ["/usr/bin/cat", "/etc/greeting"])
machine.acceleration = .tcg
try await withMachine(machine) { guest in
    _ = try await guest.waitUntilReady(.consoleLine(containing: "made to order"))
    print("the guest greets")
}
