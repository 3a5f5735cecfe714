// Says what would keep a program from starting in a guest, before anything is booted.
// swift run --package-path Examples rootfs-doctor ARCHIVE-OR-DIRECTORY PROGRAM [ARGUMENT…]
import ELFInspector
import Glibc
import RootfsBuilder
import RootfsModel
import SystemPackage
import UnikraftCore

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 2 else {
    print("usage: rootfs-doctor ARCHIVE-OR-DIRECTORY PROGRAM [ARGUMENT…]")
    exit(2)
}
let command = Array(arguments.dropFirst())

do {
    // The same tree, whatever it is made of; nothing is unpacked.
    let tree =
        switch try RootfsSourceKind.detect(arguments[0]) {
        case .cpio: try FileTree(cpio: FilePath(arguments[0]))
        default: try FileTree(directory: FilePath(arguments[0]))
        }
    let problems = RootfsCheck(command: command).run(on: tree)
    for problem in problems { print(problem) }

    // What the program loads, in the order of its loader.
    if let closure = try? SharedLibraryResolver(root: FileTreeSysRoot(tree)).resolve([FilePath(command[0])]) {
        for file in closure.files { print("uses \(file.path)") }
    }
    print(problems.isEmpty ? "healthy" : "\(problems.count) findings")
    exit(problems.containsErrors ? 1 : 0)
} catch {
    print("error: \(error)")
    exit(1)
}
