import ELFInspector
import Glibc
import SystemPackage
import Testing

@Suite("Every program of the machine")
struct MachineComparisonTests {
    /// Each dynamically linked program, by its real path, with what `ld.so --list` says of it.
    private func loaderLists() -> [(program: String, libraries: Set<String>)] {
        let script = """
            for directory in /usr/bin /usr/sbin /bin /sbin; do
                find -L "$directory" -maxdepth 1 -type f
            done | xargs -d '\\n' realpath | sort -u | while read -r file; do
                head -c 4 "$file" | grep -q ELF || continue
                loader=$(readelf -l "$file" 2>/dev/null | sed -n 's/.*interpreter: \\(.*\\)\\]/\\1/p')
                [ "$loader" = /lib64/ld-linux-x86-64.so.2 ] || continue
                echo "PROGRAM $file"
                env -i "$loader" --list "$file" 2>&1
            done
            """
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
        let lists = loaderLists()
        try #require(lists.count > 50, "readelf and the loader are needed")
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
