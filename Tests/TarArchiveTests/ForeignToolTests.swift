import SystemPackage
import TarArchive
import Testing
import UnikraftTesting

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Tar beside GNU tar and bsdtar")
struct ForeignToolTests {
    private static let script = """
        mkdir -p t/dir/sub t/$(printf 'd%.0s' $(seq 90)) && cd t && echo hello > dir/a && ln dir/a dir/hard && \
        ln -s ../a dir/sub/soft && mkfifo fifo && : > empty && touch -d @1234567890.123456789 dir/a && \
        chmod 4755 dir/a && echo x > $(printf 'd%.0s' $(seq 90))/$(printf 'f%.0s' $(seq 150)) && \
        ln -s $(printf 'l%.0s' $(seq 150)) longlink && touch -d @-5 before && cd ..
        """

    @Test(
        .enabled(if: HostPrograms.has("tar", "bsdtar")),
        arguments: [
            "tar --format=ustar --exclude='*f[f]*' --exclude=longlink --exclude=before", "tar --format=gnu",
            "tar --format=pax", "tar --format=v7 --exclude='d?d*' --exclude=longlink --exclude=before --exclude=fifo",
            "bsdtar --format=pax", "bsdtar --format=gnutar",
            "bsdtar --format=ustar --exclude='*ff*' --exclude=longlink",
        ])
    func whatTheyWriteIsRead(command: String) throws {
        let directory = try TemporaryDirectory()
        let made = try run(
            "cd \(directory.path) && \(Self.script) && \(command) -cf t.tar -C t . && tar -tf t.tar | wc -l")
        try #require(made.status == 0, "\(made.output)")
        let path = directory.path.appending("t.tar")
        let file = try FileDescriptor.open(path, .readOnly)
        defer { try? file.close() }
        let index = try TarIndex(reading: file, path: path)
        #expect(made.output.split(separator: "\n").last.flatMap { Int($0.filter(\.isNumber)) } == index.entries.count)
        let byPath = Dictionary(try index.entries.map { (String(decoding: try $0.canonicalPath(), as: UTF8.self), $0) })
        { $1 }
        let links = [byPath["dir/a"], byPath["dir/hard"]].compactMap(\.self)
        let regular = try #require(links.first { $0.kind == .regular })
        #expect(links.count == 2 && links.contains { $0.kind == .hardLink })
        #expect(regular.size == 6 && regular.mode == 0o4755)
        #expect(regular.modificationTime == 1_234_567_890)
        if command.contains("pax") { #expect(regular.modificationNanoseconds == 123_456_789) }
        var content = [UInt8](repeating: 0, count: 6)
        #expect(
            try content.withUnsafeMutableBytes {
                try file.read(fromAbsoluteOffset: Int64(regular.contentOffset), into: $0)
            } == 6)
        #expect(content == Array("hello\n".utf8))
        #expect(byPath["dir/sub/soft"].map { String(decoding: $0.linkTarget, as: UTF8.self) } == "../a")
        if command.hasSuffix("gnu") || command.hasSuffix("pax") {
            #expect(byPath["before"]?.modificationTime == -5)
            #expect(byPath["longlink"]?.linkTarget.count == 150)
            #expect(byPath.keys.contains { $0.utf8.count == 241 })
        }
    }

    @Test(.enabled(if: HostPrograms.has("tar")))
    func sparseFilesAreRefusedByName() throws {
        for format in ["gnu", "pax"] {
            let directory = try TemporaryDirectory()
            let made = try run(
                "cd \(directory.path) && truncate -s 10M hole && tar --format=\(format) --sparse -cf s.tar hole")
            try #require(made.status == 0, "\(made.output)")
            let bytes = try directory.read("s.tar")
            #expect { try index(bytes) } throws: { error in
                (error as? TarError)?.code == .unsupported && "\(error)".contains("hole")
                    && "\(error)".contains("sparse")
            }
        }
    }

    @Test(.enabled(if: HostPrograms.has("tar", "bsdtar")), arguments: ["tar", "bsdtar"])
    func whatWeWriteIsReadByThem(tool: String) throws {
        let directory = try TemporaryDirectory()
        let long = String(repeating: "directory/", count: 20) + "file"
        var file = TarEntry(long, .regular, mode: 0o751, content: "long")
        file.modificationTime = 1_000_000_000
        var bytes = TarEntry("raw", .regular, content: "raw")
        bytes.path = Array("x".utf8) + [0xff, 0xfe] + Array(String(repeating: "/y", count: 150).utf8)
        let members: [(TarEntry, String)] = [
            (TarEntry("d", .directory, mode: 0o700), ""), (file, "long"),
            (TarEntry("d/hard", .hardLink, link: long), ""),
            (TarEntry("d/soft", .symbolicLink, mode: 0o777, link: String(repeating: "s", count: 120)), ""),
            (TarEntry("/absolute", .regular, content: "abs"), "abs"), (TarEntry("pipe", .fifo), ""), (bytes, "raw"),
        ]
        let path = try directory.write("w.tar", archive(members))
        let listed = try run("LC_ALL=C \(tool) -tvf \(path)")
        #expect(listed.status == 0, "\(listed.output)")
        #expect(listed.output.contains("2001-09-09") || listed.output.contains("Sep  9  2001"))
        let extracted = try run("mkdir \(directory.path)/x && LC_ALL=C \(tool) -xf \(path) -C \(directory.path)/x")
        #expect(extracted.status == 0, "\(extracted.output)")
        #expect(try directory.read(FilePath("x/\(long)")) == Array("long".utf8))
        #expect(try directory.read("x/absolute") == Array("abs".utf8))
        let facts = try run(
            "cd \(directory.path)/x && stat -c '%a %h' \(long) && readlink d/soft && find . -name y -type f | wc -l")
        #expect(facts.output == "751 2\n\(String(repeating: "s", count: 120))\n1\n")
    }
}
