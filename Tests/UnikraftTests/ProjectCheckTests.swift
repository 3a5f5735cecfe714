import Foundation
import Glibc
import KraftfileModel
import SystemPackage
import Testing
import Unikraft
import UnikraftCore
import UnikraftTesting

@Suite("Checking a project's files")
struct ProjectCheckTests: ~Copyable {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: directory.path.appending(name).string))
    }

    /// The problems of a path in the directory, as `severity name:line:column code`.
    private func problems(_ name: String) throws -> [String] {
        try ProjectCheck.diagnostics(of: directory.path.pushing(FilePath(name))).map { problem in
            let place = problem.location.map { "\($0)".replacing("\(directory.path)/", with: "") } ?? "-"
            return "\(problem.severity) \(place) \(problem.code)"
        }
    }

    @Test("A missing Dockerfile is an error of the project, a warning of the file, and has a place")
    func missing() throws {
        try write("spec: v0.6\nruntime: a:b\nrootfs: ././Dockerfile\n", "Kraftfile")
        #expect(try problems(".") == ["error Kraftfile:3:9 missing-dockerfile"])
        #expect(try problems("Kraftfile") == ["warning Kraftfile:3:9 missing-dockerfile"])
        let found = try ProjectCheck.diagnostics(of: directory.path)
        #expect(found.first?.message == "the root filesystem's Dockerfile '\(directory.path)/Dockerfile' is not there")
        #expect(found.first?.excerpt?.text == "rootfs: ././Dockerfile")
    }

    @Test(
        "A Dockerfile that is something else is called what it is",
        arguments: [
            ("Dockerfile", "is a directory without a Dockerfile in it"), ("pipe.Dockerfile", "is no regular file"),
        ])
    func kinds(name: String, expected: String) throws {
        mkdir(directory.path.appending("Dockerfile").string, 0o755)
        mkfifo(directory.path.appending("pipe.Dockerfile").string, 0o644)
        try write("spec: v0.7\nruntime: a:b\nrootfs: {source: {path: ., dockerfile: \(name)}}\n", "Kraftfile")
        let found = try ProjectCheck.diagnostics(of: directory.path.appending("Kraftfile"))
        #expect(found.map(\.severity) == [.error])
        #expect(found.first?.message.hasSuffix(expected) == true)
        #expect(found.first?.location?.column == 40)
    }

    @Test("The Dockerfile of a directory, and the ignore file beside it")
    func ignoreFile() throws {
        mkdir(directory.path.appending("context").string, 0o755)
        try write("spec: v0.7\nruntime: a:b\nrootfs: {source: {type: dockerfile, path: context}}\n", "Kraftfile")
        try write("FROM scratch\nCOPY secret /\n", "context/Dockerfile")
        try write("secret\n", "context/.dockerignore")
        let expected = ["warning context/Dockerfile:2:6 copy-ignored-file"]
        #expect(try problems("Kraftfile") == expected)
        #expect(try problems("context/Dockerfile") == expected)
        try write("other\n", "context/Dockerfile.dockerignore")
        #expect(try problems("Kraftfile") == ["warning context/Dockerfile:2:1 missing-source"])
        try write("s3cret", "context/secret")
        #expect(try problems("Kraftfile") == [])
    }

    @Test("Files that COPY takes and that are not there")
    func missingSources() throws {
        mkdir(directory.path.appending("dir").string, 0o755)
        symlink("/nowhere", directory.path.appending("link").string)
        try write("x", "dir/file")
        try write("spec: v0.6\nruntime: a:b\nrootfs: ./Dockerfile\n", "Kraftfile")
        let instructions = [
            "FROM a AS unused", "COPY not/needed /", "FROM scratch AS other",
            "COPY dir/file ./dir /dir/./file link/x /",
            "FROM scratch", "ARG NAME=none", "COPY --from=other gone /", "COPY *.c $NAME ../dir/file /",
            "COPY dir/file/x dir/none /", "ADD https://example.org/a none.tar /",
        ]
        try write(instructions.joined(separator: "\n"), "Dockerfile")
        let expected = ["error Dockerfile:9:1", "error Dockerfile:9:1", "error Dockerfile:10:1"]
        #expect(try problems(".") == expected.map { $0 + " missing-source" })
        #expect(try problems("Dockerfile").allSatisfy { $0.hasPrefix("warning ") })
    }

    @Test("What cannot be read is a problem with a path")
    func unreadable() throws {
        let error = #expect(throws: KraftfileError.self) { try problems("none") }
        let problem = ProjectCheck.diagnostic(for: try #require(error))
        #expect(problem?.severity == .error)
        #expect(problem?.location?.file == directory.path.appending("none").string)
        #expect(throws: KraftfileError.self) { try problems("none.Dockerfile") }
        #expect(ProjectCheck.diagnostic(for: CancellationError()) == nil)
    }

    @Test("A pipe is read to its end")
    func pipe() throws {
        let path = directory.path.appending("pipe")
        mkfifo(path.string, 0o644)
        // Opening the pipe waits for the reader.
        Thread.detachNewThread {
            guard let writer = try? FileDescriptor.open(path, .writeOnly) else { return }
            _ = try? writer.writeAll(Array("spec: v0.6\nruntime: a:b\n".utf8))
            try? writer.close()
        }
        #expect(try problems("pipe") == [])
    }
}
