import ELFInspector
import Glibc
import SystemPackage

/// Lists the files that programs need, as `kraft elf deps` does, in a program with nothing else in it.
///
/// `elf-tool FILE…`; exit code 1 when something is missing.
@main
struct Tool {
    static func main() throws {
        let files = CommandLine.arguments.dropFirst().map { FilePath($0) }
        guard !files.isEmpty else {
            print("usage: elf-tool FILE…")
            exit(2)
        }
        let resolver = SharedLibraryResolver(root: HostSysRoot())
        let closure = try resolver.resolve(files)
        var text = ""
        for file in closure.files {
            text += file.path.string
            if let target = file.symlinkTarget { text += " -> \(target)" }
            text += "\n"
        }
        let versions = try resolver.missingVersions(of: closure)
        for library in closure.missing { text += "not found: \(library.name)\n" }
        for version in versions { text += "version not found: \(version.version) of \(version.library)\n" }
        print(text, terminator: "")
        if !closure.missing.isEmpty || !versions.isEmpty { exit(1) }
    }
}
