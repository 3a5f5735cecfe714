import ELFInspector
import SystemPackage
import Testing
import UnikraftTesting

/// Programs and libraries that are compiled for a test, and run to see what their loader does.
struct LoaderFixture: ~Copyable {
    private let directory: TemporaryDirectory
    private let compiler: String

    /// The directory that everything is in; also a root for chroot(8).
    var root: String { directory.path.appending("root").string }
    private var work: String { directory.path.appending("work").string }

    init(compiler: String = "gcc") throws {
        directory = try TemporaryDirectory()
        self.compiler = compiler
        _ = shell("mkdir -p \(directory.path)/root \(directory.path)/work/stubs")
        // Prints what is loaded, by the names that the loader has for it.
        write(
            """
            #define _GNU_SOURCE
            #include <link.h>
            #include <stdio.h>
            static int show(struct dl_phdr_info *info, size_t size, void *data) {
                printf("LOADED %s\\n", info->dlpi_name);
                return 0;
            }
            int main(void) { dl_iterate_phdr(show, 0); return 0; }
            """, to: "\(work)/main.c")
        write("int value;\n", to: "\(work)/library.c")
    }

    /// Compiles a library or a program.
    ///
    /// - Parameters:
    ///   - path: Where it goes inside the root.
    ///   - program: Whether it is a program.
    ///   - needs: The names of the libraries that it needs, whatever these are.
    ///   - flags: More flags; `$ROOT` is the root's path on this machine.
    func build(_ path: String, program: Bool = false, needs: [String] = [], _ flags: String = "") {
        let target = "\(root)\(path)"
        var command = "mkdir -p $(dirname '\(target)') && cd '\(work)' && ROOT='\(root)' && "
        var stubs: [String] = []
        for (index, need) in needs.enumerated() {
            let stub = "stubs/\(need.split(separator: "/").joined(separator: "_"))-\(index).so"
            command +=
                "\(compiler) -shared -nostdlib -fPIC \(flags.contains("-m32") ? "-m32" : "") library.c -o '\(stub)'"
            command += " -Wl,-soname,'\(need)' && "
            stubs.append("'\(stub)'")
        }
        command += "\(compiler) -fPIC -Wl,--no-as-needed -Wl,--allow-shlib-undefined -o '\(target)' "
        command += program ? "-pie main.c " : "-shared -nostdlib library.c "
        command += stubs.joined(separator: " ") + " \(flags) 2>&1"
        let result = shell(command)
        if result.code != 0 { print("cannot compile \(path): \(result.output)") }
    }

    /// Compiles a library whose soname is its file's name.
    func library(_ path: String, needs: [String] = [], _ flags: String = "") {
        build(path, needs: needs, "-Wl,-soname,\(path.split(separator: "/").last ?? "") " + flags)
    }

    /// Compiles a program.
    func program(_ path: String, needs: [String], _ flags: String = "") {
        build(path, program: true, needs: needs, flags)
    }

    /// Runs a program and gives the paths by which its loader opened what it loaded, or the name that it missed.
    func run(_ program: String, libraryPath: String? = nil, isRoot: Bool = false) -> Set<String> {
        let variables = libraryPath.map { "LD_LIBRARY_PATH='\($0)'" } ?? ""
        let command =
            isRoot
            ? "env -i \(variables) $(command -v chroot) '\(root)' '\(program)'"
            : "cd '\(root)' && env -i \(variables) '\(root)\(program)'"
        var result: Set<String> = []
        for line in shell("\(command) 2>&1").output.split(separator: "\n") {
            if line.hasPrefix("LOADED ") {
                let name = String(line.dropFirst(7))
                // The program itself and the kernel's own library are no files to find.
                if name.isEmpty || name.hasPrefix("linux-") || name == root + program || name == program { continue }
                result.insert(name)
            } else if let range = line.firstRange(of: "loading shared libraries: ")
                ?? line.firstRange(of: "loading shared library ")
            {
                result.insert(
                    "MISSING " + (line[range.upperBound...].split(separator: ":").first.map(String.init) ?? ""))
            } else {
                result.insert(String(line))
            }
        }
        return result
    }

    /// What the resolver says, in the same form.
    func resolve(_ program: String, libraryPath: String? = nil, isRoot: Bool = false) throws -> DependencyClosure {
        let environment = LoaderEnvironment(
            libraryPath: libraryPath, workingDirectory: isRoot ? "/" : FilePath(root))
        let resolver = SharedLibraryResolver(
            root: isRoot ? try DirectorySysRoot(FilePath(root)) : HostSysRoot(), environment: environment)
        return try resolver.resolve([FilePath(isRoot ? program : root + program)])
    }

    /// Expects that the resolver says what the loader does.
    @discardableResult
    func expectAgreement(
        _ program: String, libraryPath: String? = nil, isRoot: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> DependencyClosure {
        let expected = run(program, libraryPath: libraryPath, isRoot: isRoot)
        let closure = try resolve(program, libraryPath: libraryPath, isRoot: isRoot)
        var found: Set<String> = []
        if closure.missing.isEmpty {
            found = Set(closure.files.compactMap { $0.openedAs?.string })
        } else {
            found = Set(closure.missing.map { "MISSING \($0.name)" }).intersection(expected)
        }
        #expect(found == expected, "missing: \(closure.missing)", sourceLocation: sourceLocation)
        return closure
    }

    /// Puts the machine's C library and loader into the root, by the paths that programs of a compiler name.
    func addCLibrary() {
        _ = shell(
            """
            cd '\(root)' && mkdir -p lib64 lib/x86_64-linux-gnu usr/lib etc &&
            cp -L /lib64/ld-linux-x86-64.so.2 lib64/ && cp -L /lib/x86_64-linux-gnu/libc.so.6 lib/x86_64-linux-gnu/
            """)
    }
}
