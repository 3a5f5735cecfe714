import ELFInspector
import Glibc
import SystemPackage
import Testing
import UnikraftTesting

@Suite("Every program of the machine")
struct MachineComparisonTests {
    private static let loader = "/lib64/ld-linux-x86-64.so.2"

    /// Each dynamically linked program, by its real path, with what `ld.so --list` says of it.
    private func loaderLists() throws -> [(program: String, libraries: Set<String>)] {
        let find =
            "find -L /usr/bin /usr/sbin /bin /sbin -maxdepth 1 -type f 2>/dev/null | xargs -d '\\n' realpath | sort -u"
        let programs = shell(find).output.split(separator: "\n").filter { path in
            (try? ELFFile(path: FilePath(String(path))))?.interpreter == Self.loader
        }
        let directory = try TemporaryDirectory()
        let list = directory.path.appending("programs").string
        write(programs.map { $0 + "\n" }.joined(), to: list)
        let script = "while read -r f; do echo \"PROGRAM $f\"; env -i \(Self.loader) --list \"$f\" 2>&1; done <\(list)"
        var result: [(program: String, libraries: Set<String>)] = []
        for line in shell(script).output.split(separator: "\n") {
            if line.hasPrefix("PROGRAM ") {
                result.append((String(line.dropFirst(8)), []))
            } else if !result.isEmpty {
                let words = line.split(separator: " ").flatMap { $0.split(separator: "\t") }
                if words.count > 2, words[1] == "=>" {
                    result[result.count - 1].libraries.insert(realPath(String(words[2])))
                } else if let first = words.first, first.hasPrefix("/") {
                    result[result.count - 1].libraries.insert(realPath(String(first)))
                }
            }
        }
        return result
    }

    private func realPath(_ path: String) -> String {
        guard let text = realpath(path, nil) else { return path }
        defer { free(text) }
        return String(cString: text)
    }

    @Test func agreesWithTheLoader() throws {
        let lists = try loaderLists()
        try #require(lists.count > 50, "glibc's loader for x86-64 is needed")
        let resolver = SharedLibraryResolver()
        var differences: [String] = []
        for (program, expected) in lists {
            let closure = try resolver.resolve([FilePath(program)])
            let libraries = closure.files.filter { $0.role == .library || $0.role == .interpreter }
            let found = Set(libraries.map(\.path.string))
            if found != expected || !closure.missing.isEmpty {
                differences.append(
                    "\(program): only ours \(found.subtracting(expected)), only the loader's "
                        + "\(expected.subtracting(found)), missing \(closure.missing.map(\.name))")
            }
        }
        #expect(differences == [], "of \(lists.count) programs")

        // All in one call give the same files.
        let together = try resolver.resolve(lists.map { FilePath($0.program) })
        let all = Set(together.files.filter { $0.role == .library || $0.role == .interpreter }.map(\.path.string))
        let programs = Set(lists.map(\.program))
        #expect(
            all.subtracting(programs) == lists.reduce(into: Set()) { $0.formUnion($1.libraries) }.subtracting(programs))
    }
}
