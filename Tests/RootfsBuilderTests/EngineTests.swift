import DockerfileModel
import RootfsBuilder
import RootfsModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite struct EngineTests {
    private func build(
        _ text: String, _ files: [String: String] = [:], in directory: borrowing TemporaryDirectory,
        images: TestImages = TestImages(), _ change: (inout DockerfileBuild) -> Void = { _ in }
    ) async throws -> RootfsContents {
        let context = try directory.makeContext(files)
        let dockerfile = try directory.write("Dockerfile", Array(text.utf8))
        var build = DockerfileBuild(dockerfile: dockerfile, context: context)
        change(&build)
        return try await DockerfileSource(build).load(in: directory.environment(images: images))
    }

    @Test func stagesCopyFromEachOther() async throws {
        let directory = try TemporaryDirectory()
        let contents = try await build(
            """
            ARG NAME=server
            FROM scratch AS base
            COPY bin /opt/bin/
            FROM scratch AS other
            COPY etc/conf /etc/
            FROM scratch AS unused
            COPY nothing /
            FROM scratch
            ARG NAME
            COPY --from=base --chown=5:6 --chmod=u=rwx,go=rx /opt/bin/$NAME /usr/bin/
            COPY --from=other /etc /etc
            WORKDIR /srv/data
            COPY etc/*.txt ./
            ENV A=1 B=$NAME
            USER 7
            ENTRYPOINT ["/usr/bin/server"]
            CMD ["-v"]
            """, ["bin/server": "S", "bin/tool": "T", "etc/conf": "C", "etc/a.txt": "a", "etc/b.txt": "b"],
            in: directory)
        #expect(
            contents.tree.lines() == [
                "etc d 755 0:0 0", "etc/conf f 644 0:0 1 0", "srv d 755 0:0 0", "srv/data d 755 0:0 0",
                "srv/data/a.txt f 644 0:0 1 0", "srv/data/b.txt f 644 0:0 1 0", "usr d 755 5:6 0",
                "usr/bin d 755 5:6 0",
                "usr/bin/server f 755 5:6 1 0",
            ])
        #expect(contents.settings.entrypoint == ["/usr/bin/server"])
        #expect(contents.settings.command == ["-v"])
        #expect(contents.settings.workingDirectory == "/srv/data")
        #expect(contents.settings.user == "7")
        #expect(contents.settings.environment.map(\.description).suffix(2) == ["A=1", "B=server"])
        #expect(directory.workLeft.isEmpty)
    }

    @Test func imagesKeepTheirMetadata() async throws {
        let directory = try TemporaryDirectory()
        let images = try await TestImages.busybox(in: directory)
        let contents = try await build(
            """
            FROM busybox AS tools
            FROM scratch
            COPY --from=tools /bin/sh /bin/second /bin/
            COPY --from=busybox /lib /lib
            COPY --from=tools /etc/passwd /etc/
            COPY --chown=app:extra file /home/
            """.replacing("FROM scratch", with: "FROM busybox\nCOPY --from=busybox /etc /etc2"), ["file": "x"],
            in: directory, images: images)
        let tree = contents.tree
        #expect(tree[try TreePath("etc2/passwd")]?.metadata.modificationTime == 1_000_000_000)
        #expect(tree[try TreePath("home/file")]?.metadata.owner == 1000)
        #expect(tree[try TreePath("home/file")]?.metadata.group == 2000)
        #expect(tree[try TreePath("bin/sh")]?.content?.length ?? 0 > 100_000)
        #expect(contents.settings.command == ["/bin/sh"])
    }

    @Test func addUnpacksLocalArchives() async throws {
        let directory = try TemporaryDirectory()
        let context = try directory.makeContext(["src/a": "1", "src/b/c": "2"])
        try await Tools.run("sh", ["-c", "tar -czf x.tgz -C src . && cp x.tgz kept.tgz"], in: context)
        let contents = try await build(
            """
            FROM scratch
            ADD x.tgz /one
            ADD --unpack=false kept.tgz /two/
            COPY x.tgz /three/
            ADD src /four/
            COPY <<one.txt <<-"two.txt" /five/
            hello
            one.txt
            \t$literal
            two.txt
            """, in: directory)
        #expect(
            contents.tree.paths.filter { $0.contains("/") } == [
                "five/one.txt", "five/two.txt", "four/a", "four/b", "four/b/c", "one/a", "one/b", "one/b/c",
                "three/x.tgz",
                "two/kept.tgz",
            ])
        #expect(try contents.tree.text("five/two.txt") == "$literal\n")
    }

    @Test func ignoreFileAndExclusions() async throws {
        let directory = try TemporaryDirectory()
        let contents = try await build(
            "FROM scratch\nCOPY --exclude=*.log . /app/\nCOPY --parents d/./e/x.txt /kept/\n",
            [
                ".dockerignore": "secret\n**/*.tmp\n", "secret": "s", "a.log": "l", "a.txt": "t", "d/e/x.txt": "x",
                "d/e/y.tmp": "y",
            ], in: directory)
        #expect(
            contents.tree.paths == [
                "app", "app/.dockerignore", "app/a.txt", "app/d", "app/d/e", "app/d/e/x.txt", "kept", "kept/e",
                "kept/e/x.txt",
            ])
    }

    @Test(arguments: [
        ("COPY gone /", "did you mean 'gome'?", 2), ("COPY ../x /", "leads out by '..'", 2),
        ("COPY --chown=nobody gome /", "no user 'nobody' in /etc/passwd", 2),
        ("COPY --from=later gome /", "the test has no image 'later'", 2),
        ("RUN", "RUN has no command", 2), ("RUN []", "RUN has no command", 2), ("RUN [\"\"]", "RUN has no command", 2),
        ("RUN --mount=from=later true", "the test has no image 'later'", 2),
        ("ADD http://127.0.0.1:1/x /", "no HTTP transport was given", 2),
        ("COPY escape /", "links cannot lead out of the tree", 2),
        ("COPY gome /dir/\nCOPY dir /dir/gome/x/", "'/dir/gome' is no directory", 3),
    ])
    func problemsHaveTheirPlace(instruction: String, message: String, line: Int) async throws {
        let directory = try TemporaryDirectory()
        let context = try directory.makeContext(["gome": "x", "dir/y": "z"])
        try await Tools.run("ln", ["-s", "../../../../etc/passwd", "escape"], in: context)
        let error = await #expect(throws: RootfsError.self) {
            try await build("FROM scratch\n\(instruction)\n", in: directory)
        }
        let diagnostic = try #require(error?.diagnostics.first)
        #expect(diagnostic.message.contains(message), "\(diagnostic)")
        #expect(diagnostic.location?.line == line)
        #expect(diagnostic.excerpt != nil)
    }

    @Test func misspelledStages() async throws {
        let directory = try TemporaryDirectory()
        let error = await #expect(throws: RootfsError.self) {
            try await build("FROM scratch AS builder\nFROM scratch\nCOPY --from=bilder /x /\n", in: directory)
        }
        #expect(error?.diagnostics.count == 1)
        #expect(error?.diagnostics.first?.location?.line == 3)
        #expect(error?.description.contains("did you mean 'builder'?") == true)
    }

    @Test func unknownStageAndArguments() async throws {
        let directory = try TemporaryDirectory()
        let error = await #expect(throws: RootfsError.self) {
            try await build("FROM scratch AS builder\n", in: directory) { $0.target = "bilder" }
        }
        #expect(error?.message.contains("Did you mean 'builder'?") == true)
        let contents = try await build("FROM scratch\n", in: directory) { $0.arguments = ["NONE": "x"] }
        #expect(contents.notices == ["the build argument 'NONE' is taken by no ARG"])
    }

    @Test func namedContextsAndTargets() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("extra", Array("e".utf8))
        let extra = directory.path
        let contents = try await build(
            "FROM scratch AS one\nCOPY --from=more extra /x\nFROM scratch\nCOPY gone /\n", in: directory
        ) {
            $0.namedContexts = ["more": extra]
            $0.target = "ONE"
        }
        #expect(contents.tree.paths == ["x"])
    }
}
