import Testing
import UnikraftCore

@testable import DockerfileModel

@Suite("Working out a build")
struct EvaluatorTests {
    private func kinds(_ build: EvaluatedBuild) -> [Instruction.Kind] {
        build.stages.last?.steps.map(\.kind) ?? []
    }

    private func variables(_ build: EvaluatedBuild, step: Int) -> [String: String] {
        let list = build.environment(ofStage: build.target, step: step)
        return Dictionary(list.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    @Test("ENV replaces variables with their values before the instruction")
    func env() throws {
        let build = try evaluate("FROM scratch\nENV a=hello\nENV a=bye b=$a\nENV c=$a\nRUN x")
        #expect(
            kinds(build).prefix(3) == [
                .env([KeyValue(key: "a", value: "hello")]),
                .env([KeyValue(key: "a", value: "bye"), KeyValue(key: "b", value: "hello")]),
                .env([KeyValue(key: "c", value: "bye")]),
            ])
        #expect(variables(build, step: 0)["a"] == nil)
        #expect(variables(build, step: 1)["a"] == "hello")
        let last = variables(build, step: 3)
        #expect((last["a"], last["b"], last["c"]) == ("bye", "hello", "bye"))
    }

    @Test("ARG before FROM counts in FROM alone, until a stage asks for it")
    func globalArguments() throws {
        let text = "ARG v=1\nFROM img:$v\nLABEL before=$v\nARG v\nLABEL after=$v"
        #expect(
            kinds(try evaluate(text)) == [
                .label([KeyValue(key: "before", value: "")]), .arg([ArgumentDeclaration(name: "v", defaultValue: "1")]),
                .label([KeyValue(key: "after", value: "1")]),
            ])
        let given = try evaluate(text, arguments: ["v": "2"])
        #expect(given.stages[0].base == .image("img:2"))
        #expect(kinds(given).last == .label([KeyValue(key: "after", value: "2")]))
    }

    @Test("A given argument goes before the default of the stage, which goes before the global one")
    func argumentOrder() throws {
        let text = "ARG a=global\nFROM scratch\nARG a=local\nLABEL l=$a"
        #expect(kinds(try evaluate(text)).last == .label([KeyValue(key: "l", value: "local")]))
        #expect(kinds(try evaluate(text, arguments: ["a": "x"])).last == .label([KeyValue(key: "l", value: "x")]))
    }

    @Test("ENV hides an ARG of the same name, and a later ARG hides ENV, as BuildKit has it")
    func envAndArg() throws {
        let build = try evaluate("FROM scratch\nARG v=arg\nENV v=env\nRUN a\nARG v=later\nRUN b", arguments: [:])
        #expect(variables(build, step: 2)["v"] == "env")
        #expect(variables(build, step: 4)["v"] == "later")
        #expect(build.settings(ofStage: 0).environment.first { $0.name == "v" }?.value == "env")
    }

    @Test("Variables of one ARG see those before them")
    func argInArg() throws {
        let build = try evaluate("FROM scratch\nARG a=1 b=${a}2\nLABEL l=$b")
        #expect(kinds(build).last == .label([KeyValue(key: "l", value: "12")]))
    }

    @Test("Platform arguments are global; a stage must ask for them")
    func platforms() throws {
        let build = try evaluate(
            "FROM scratch AS out\nLABEL a=$TARGETARCH\nARG TARGETARCH TARGETSTAGE\nLABEL a=$TARGETARCH b=$TARGETSTAGE")
        #expect(kinds(build).first == .label([KeyValue(key: "a", value: "")]))
        #expect(kinds(build).last == .label([KeyValue(key: "a", value: "amd64"), KeyValue(key: "b", value: "out")]))
    }

    @Test("Proxy arguments reach commands without ARG, and nothing else")
    func proxies() throws {
        let build = try evaluate(
            "FROM scratch\nLABEL p=$http_proxy\nRUN x", arguments: ["HTTP_PROXY": "http://p", "other": "1"])
        #expect(kinds(build).first == .label([KeyValue(key: "p", value: "")]))
        #expect(variables(build, step: 1)["http_proxy"] == "http://p")
        #expect(variables(build, step: 1)["HTTP_PROXY"] == "http://p")
        #expect(build.unusedArguments == ["other"])
    }

    @Test("A derived stage begins with what its base has; other stages have none of it")
    func inheritance() throws {
        let text = """
            FROM scratch AS a
            ENV e=1
            ARG g=2
            WORKDIR /w
            USER me
            SHELL ["/bin/bash", "-c"]
            FROM scratch AS b
            LABEL l=$e
            FROM a AS c
            WORKDIR x
            RUN y
            """
        let build = try evaluate(text, target: "c")
        #expect(build.stages.map(\.index) == [0, 2])
        let run = try #require(build.stages.last?.steps.last)
        #expect((run.workingDirectory, run.user, run.shell) == ("/w/x", "me", ["/bin/bash", "-c"]))
        #expect(variables(build, step: 1)["e"] == "1")
        #expect(variables(build, step: 1)["g"] == "2")
        let other = try evaluate(text, target: "b")
        #expect(kinds(other) == [.label([KeyValue(key: "l", value: "")])])
        #expect(other.stages[0].steps[0].workingDirectory == "/")
    }

    @Test("Which parts of instructions have variables replaced")
    func places() throws {
        let text = """
            FROM scratch AS f
            FROM scratch
            ENV v=x n=80 s=SIGINT
            COPY --from=f --chown=$v --chmod=7$n --exclude=$v $v/ ./$v
            """
        let error = #expect(throws: DockerfileError.self) { try evaluate(text) }
        #expect(error?.diagnostics.first?.code.description == "bad-value")
        let build = try evaluate(
            "FROM scratch\nENV v=x n=80 s=SIGINT\nCOPY --chown=$v --exclude=$v $v/ ./$v\nEXPOSE $n ${n}81/udp\n"
                + "USER $v\nVOLUME /$v\nSTOPSIGNAL $s\nWORKDIR /$v/../y\nCMD $v\nENTRYPOINT [\"$v\"]\nHEALTHCHECK CMD $v"
        )
        #expect(
            kinds(build).dropFirst() == [
                .copy(CopyInstruction(sources: [.path("x/")], destination: "./x", chown: "x", exclude: ["$v"])),
                .expose(["80/tcp", "8081/udp"]), .user("x"), .volume(["/x"]), .stopsignal("SIGINT"), .workdir("/y"),
                .cmd(.shell("$v")), .entrypoint(.exec(["$v"])),
                .healthcheck(HealthcheckInstruction(command: .shell("$v"))),
            ])
    }

    @Test("Here-documents of COPY: variables replaced unless quoted; quotes stay")
    func heredocs() throws {
        let build = try evaluate("FROM scratch\nENV v=1\nCOPY <<a <<'b' <<-c /\n\"$v\" it's\na\n$v\nb\n\t$v\nc\n")
        guard case .copy(let copy) = kinds(build).last else {
            Issue.record("no COPY")
            return
        }
        let contents = copy.sources.map { if case .inline(let heredoc) = $0 { heredoc.content } else { "" } }
        #expect(contents == ["\"1\" it's\n", "$v\n", "1\n"])
    }

    @Test("Sources of COPY and mounts")
    func sources() throws {
        let build = try evaluate(
            "FROM a AS x\nFROM scratch\nENV t=/t\nCOPY --from=X a b\nCOPY --from=img a b\nCOPY a b\n"
                + "RUN --mount=from=x,target=$t --mount=type=cache,target=/c y")
        let steps = try #require(build.stages.last?.steps)
        #expect(steps.map(\.source) == [nil, .stage(0), .image("img"), nil, nil])
        #expect(steps[4].mountSources == [.stage(0), nil])
        guard case .run(let run) = steps[4].kind else {
            Issue.record("no RUN")
            return
        }
        #expect(run.mounts[0].target == "/t")
    }

    @Test("Settings of the image")
    func settings() throws {
        var base = ImageSettings(environment: [EnvironmentVariable(name: "A", value: "1")])
        base.command = ["old"]
        base.workingDirectory = "/srv"
        base.user = "daemon"
        let build = try evaluate(
            "FROM img\nENV A=2 B=$A\nENTRYPOINT run\nEXPOSE 80\nVOLUME /v\nLABEL x=y\nWORKDIR z\nSTOPSIGNAL 9\nMAINTAINER me\nONBUILD RUN x",
            images: ["img": base])
        let settings = build.settings(ofStage: 0)
        #expect(settings.environment.map(\.description) == ["A=2", "PATH=\(StageWalker.defaultPath)", "B=1"])
        #expect(settings.entrypoint == ["/bin/sh", "-c", "run"])
        #expect(settings.command == nil)
        #expect(settings.workingDirectory == "/srv/z")
        #expect(settings.user == "daemon")
        #expect(settings.exposedPorts.map(\.description) == ["80/tcp"])
        #expect((settings.labels, settings.volumes, settings.stopSignal) == (["x": "y"], ["/v"], "9"))
        #expect((settings.author, settings.onbuild) == ("me", ["RUN x"]))
    }

    @Test("CMD of the same stage stays with ENTRYPOINT, in either order")
    func command() throws {
        for text in ["CMD [\"c\"]\nENTRYPOINT [\"e\"]", "ENTRYPOINT [\"e\"]\nCMD [\"c\"]"] {
            let settings = try evaluate("FROM scratch\n" + text).settings(ofStage: 0)
            #expect((settings.entrypoint, settings.command) == (["e"], ["c"]))
        }
    }

    @Test("Triggers of a base stage run first, and are not handed on")
    func triggers() throws {
        let build = try evaluate(
            "FROM scratch AS b\nONBUILD ENV a=1\nENV b=2\nFROM b AS c\nENV d=$a$b\nFROM c\nENV e=$a", target: "2")
        #expect(build.stages[1].steps.map(\.isTrigger) == [true, false])
        #expect(build.stages[1].steps[1].kind == .env([KeyValue(key: "d", value: "12")]))
        #expect(build.stages[2].steps.map(\.isTrigger) == [false])
    }

    @Test("Problems of stages that are not needed do not matter")
    func unneeded() throws {
        let text = "FROM scratch AS bad\nSTOPSIGNAL nope\nFROM scratch AS good\nUSER a"
        #expect(try evaluate(text, target: "good").stages.count == 1)
        let error = #expect(throws: DockerfileError.self) { try evaluate(text, target: "bad") }
        #expect(error?.diagnostics.map(place) == ["2:12 bad-value"])
    }

    @Test("A source that COPY cannot have, and checksums")
    func badSources() {
        let digest = "sha256:" + String(repeating: "0", count: 64)
        for (text, code) in [
            ("COPY https://h/x /", "bad-source"), ("ADD --checksum=\(digest) x /", "bad-source"),
            ("ADD --checksum=sha256:00 https://h/x /", "bad-value"),
            ("ADD --checksum=\(digest) https://h/x y /", "bad-source"),
            ("COPY a $none", "bad-arguments"), ("ADD [\"a\", \"${none}\"]", "bad-arguments"),
            ("COPY --chmod=9 a b", "bad-value"), ("EXPOSE x", "bad-value"), ("ENV a=\"b", "bad-substitution"),
            ("RUN --mount=type=$x,target=/y z", "bad-mount"),
        ] {
            let error = #expect(throws: DockerfileError.self) { try evaluate("FROM scratch\n" + text) }
            #expect(error?.code.description == code, "\(text)")
        }
        #expect(throws: Never.self) { try evaluate("FROM scratch\nADD --checksum=\(digest) https://h/x /") }
    }

    @Test("Variables that double themselves stop at a limit")
    func doubling() {
        var text = "FROM scratch\nENV a=0123456789\n"
        for _ in 0..<40 { text += "ENV a=$a$a\n" }
        let error = #expect(throws: DockerfileError.self) { try evaluate(text) }
        #expect(error?.code.description == "expansion-limit")
    }

    @Test("Paths in the image")
    func paths() {
        #expect(ImagePath.absolute("a/./b//../c/", in: "/w") == "/w/a/c")
        #expect(ImagePath.absolute("../../x", in: "/w") == "/x")
        #expect(ImagePath.absolute("", in: "") == "/")
        #expect(ImagePath.destination("a/", in: "/w") == "/w/a/")
        #expect(ImagePath.destination(".", in: "/w") == "/w/")
        #expect(ImagePath.destination("/", in: "/w") == "/")
        #expect(ImagePath.destination("/x", in: "/w") == "/x")
    }
}
