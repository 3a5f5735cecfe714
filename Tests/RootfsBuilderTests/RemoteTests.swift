import DockerfileModel
import Glibc
import RootfsBuilder
import RootfsModel
import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

/// A server that gives fixed answers by path.
private struct FixedServer: HTTPTransport {
    var answers: [String: (status: Int, body: String, location: String?)]

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let answer = answers[request.url.path] ?? (404, "", nil)
        var headers = HTTPHeaders()
        if let location = answer.location { headers["Location"] = location }
        return HTTPResponse(status: answer.status, headers: headers, body: HTTPResponseBody(Array(answer.body.utf8)))
    }
}

/// A server whose file has no announced length and no end.
private struct EndlessServer: HTTPTransport {
    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        HTTPResponse(status: 200, body: HTTPResponseBody { [UInt8](repeating: 7, count: 65_536) })
    }
}

/// Starts programs with further variables.
private struct LauncherWithVariables: ProcessLauncher {
    let variables: [String: String]

    private func changed(_ command: ProcessCommand) -> ProcessCommand {
        var command = command
        for (name, value) in variables { command.environment.updateValue(value, forKey: name) }
        return command
    }

    func run(_ command: ProcessCommand, input: [UInt8], outputLimit: Int) async throws -> ProcessResult {
        try await SubprocessLauncher().run(changed(command), input: input, outputLimit: outputLimit)
    }

    func start(_ command: ProcessCommand, options: ProcessOptions) throws -> any RunningProcess {
        try SubprocessLauncher().start(changed(command), options: options)
    }
}

@Suite struct RemoteTests {
    private func build(
        _ instruction: String, in directory: borrowing TemporaryDirectory, _ server: (any HTTPTransport)?,
        limit: ByteCount = .usualDownloadLimit, launcher: any ProcessLauncher = SubprocessLauncher()
    ) async throws -> FileTree {
        let context = try directory.makeContext([:])
        let dockerfile = try directory.write("Dockerfile", Array("FROM scratch\n\(instruction)\n".utf8))
        var environment = directory.environment()
        environment.transport = server
        environment.downloadLimit = limit
        environment.launcher = launcher
        let build = DockerfileBuild(dockerfile: dockerfile, context: context)
        return try await DockerfileSource(build).load(in: environment).tree
    }

    private static let digest = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

    @Test func filesComeOverHTTP() async throws {
        let directory = try TemporaryDirectory()
        let server = FixedServer(answers: ["/old/x.txt": (302, "", "/new"), "/new": (200, "hello", nil)])
        let tree = try await build("ADD http://host.test/old/x.txt?token=1 /d/", in: directory, server)
        #expect(tree.lines() == ["d d 755 0:0 0", "d/x.txt f 600 0:0 5 0"])
        let mode = try await build("ADD --chmod=644 http://host.test/new /name", in: directory, server)
        #expect(mode.lines() == ["name f 644 0:0 5 0"])
    }

    @Test func checksumsAreCheckedAndKnownFilesAreNotFetched() async throws {
        let directory = try TemporaryDirectory()
        let server = FixedServer(answers: ["/x": (200, "hello", nil), "/y": (200, "changed", nil)])
        let line = "ADD --checksum=\(Self.digest) http://host.test"
        #expect(try await build("\(line)/x /x", in: directory, server).paths == ["x"])
        #expect(try await build("\(line)/x /x", in: directory, nil).paths == ["x"])
        let other = try TemporaryDirectory()
        let error = await #expect(throws: RootfsError.self) { try await build("\(line)/y /y", in: other, server) }
        #expect(error?.code == .checksumMismatch)
        #expect(error?.diagnostics.first?.location?.line == 2)
        #expect(other.workLeft.isEmpty)
    }

    @Test func longFilesAreRefused() async throws {
        let directory = try TemporaryDirectory()
        let server = FixedServer(answers: ["/x": (200, "hello", nil)])
        let line = "ADD http://host.test/x?secret=1 /x"
        #expect(try await build(line, in: directory, server, limit: ByteCount(bytes: 5)).paths == ["x"])
        for (transport, limit) in [(server, 4), (EndlessServer(), 1 << 20)] as [(any HTTPTransport, UInt64)] {
            let error = await #expect(throws: RootfsError.self) {
                try await build(line, in: directory, transport, limit: ByteCount(bytes: limit))
            }
            #expect(error?.code == .tooLarge)
            let message = error?.diagnostics.first?.message ?? ""
            #expect(message.contains("'http://host.test/x' is longer than \(ByteCount(bytes: limit))"))
            #expect(message.contains("larger download limit") && !message.contains("secret"))
        }
        #expect(directory.workLeft.isEmpty)
    }

    @Test(.enabled(if: HostPrograms.has("git"), "git is not installed"))
    func repositoriesLeadToNoFileOfTheHost() async throws {
        let directory = try TemporaryDirectory()
        let script = "git init -q own && cd own && git -c user.name=a -c user.email=a@test commit -q --allow-empty -m x"
        try await Tools.run("sh", ["-c", script], in: directory.path)
        let launcher = LauncherWithVariables(variables: [
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "url.file://\(directory.path)/.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://host.test/",
        ])
        let error = await #expect(throws: RootfsError.self) {
            try await build("ADD https://host.test/own.git /x", in: directory, nil, launcher: launcher)
        }
        #expect(error?.diagnostics.first?.message.contains("transport 'file' not allowed") == true)
        #expect(directory.workLeft.isEmpty)
    }

    @Test func refusals() async throws {
        let directory = try TemporaryDirectory()
        let server = FixedServer(answers: [
            "/loop": (302, "", "/loop"), "/down": (302, "", "http://host.test/x"), "/x": (200, "hello", nil),
        ])
        let missing = await #expect(throws: RootfsError.self) {
            try await build("ADD http://host.test/gone?secret=1 /x", in: directory, server)
        }
        #expect(missing?.diagnostics.first?.message.contains("status 404") == true)
        #expect(missing?.diagnostics.first?.message.contains("secret") == false)
        let loop = await #expect(throws: RootfsError.self) {
            try await build("ADD http://host.test/loop /x", in: directory, server)
        }
        #expect(loop?.diagnostics.first?.message.contains("more than 10 redirects") == true)
        let downgrade = await #expect(throws: RootfsError.self) {
            try await build("ADD https://host.test/down /x", in: directory, server)
        }
        #expect(downgrade?.diagnostics.first?.message.contains("from https to plain http") == true)
    }

    @Test(.enabled(if: access("/usr/lib/git-core/git-daemon", X_OK) == 0, "git has no daemon here"))
    func repositories() async throws {
        let directory = try TemporaryDirectory()
        let port = 40_000 + Int(getpid()) % 20_000
        let script = """
            set -e; mkdir -p base/r; cd base/r; git init -q -b main; mkdir sub; echo one > sub/file; echo two > top
            git add .; git -c user.name=a -c user.email=a@test commit -qm x; git rev-parse HEAD
            """
        let commit = try await Tools.run("sh", ["-c", script], in: directory.path).filter { !$0.isWhitespace }
        var options = ProcessOptions()
        options.standardOutput = .discarded
        options.standardError = .discarded
        let base = directory.path.appending("base").string
        let daemon = try SubprocessLauncher().start(
            ProcessCommand(
                "git",
                [
                    "daemon", "--listen=127.0.0.1", "--port=\(port)", "--export-all", "--base-path=\(base)",
                    "--reuseaddr",
                ]),
            options: options)
        defer { daemon.signal(SIGKILL, wholeGroup: true) }
        let wait =
            "for i in 1 2 3 4 5 6 7 8 9 10; do git ls-remote -q git://127.0.0.1:\(port)/r && exit 0; sleep 0.2; done; exit 1"
        try await Tools.run("sh", ["-c", wait])
        let address = "git://127.0.0.1:\(port)/r"
        #expect(
            try await build("ADD \(address) /src", in: directory, nil).paths == [
                "src", "src/sub", "src/sub/file", "src/top",
            ])
        #expect(try await build("ADD \(address)#main:sub /src", in: directory, nil).paths == ["src", "src/file"])
        let pinned = "ADD --checksum=\(commit) --keep-git-dir=true \(address)#main /src"
        #expect(try await build(pinned, in: directory, nil).paths.contains("src/.git/HEAD"))
        let error = await #expect(throws: RootfsError.self) {
            try await build("ADD \(address)#none /src", in: directory, nil)
        }
        #expect(error?.diagnostics.first?.message.contains("git fetch") == true)
        #expect(directory.workLeft.isEmpty)
    }
}
