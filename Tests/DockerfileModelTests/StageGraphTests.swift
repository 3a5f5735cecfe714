import Testing
import UnikraftCore

@testable import DockerfileModel

@Suite("Stages and what they need")
struct StageGraphTests {
    private func graph(_ text: String, _ arguments: [String: String] = [:]) -> StageGraph {
        StageGraph(read(text).dockerfile, arguments: BuildArguments(arguments))
    }

    private static let file = """
        ARG TAG=3
        FROM alpine:$TAG AS Base
        FROM scratch AS unused
        FROM base AS build
        RUN --mount=type=bind,from=tools:1,target=/t --mount=type=cache,target=/c make
        FROM scratch
        COPY --from=BUILD /a /a
        COPY --from=0 /b /b
        COPY --from=busybox /c /c
        """

    @Test("Names have any case, numbers count from 0, other names are images")
    func sources() {
        let graph = graph(Self.file)
        #expect(graph.diagnostics.isEmpty)
        #expect(graph.nodes.map(\.base) == [.image("alpine:3"), .scratch, .stage(0), .scratch])
        #expect(graph.nodes[2].references.map(\.source) == [.image("tools:1")])
        #expect(graph.nodes[3].references.map(\.source) == [.stage(2), .stage(0), .image("busybox")])
    }

    @Test("What a target needs")
    func needed() throws {
        let graph = graph(Self.file)
        #expect(graph.stagesNeeded(by: 3) == [0, 2, 3])
        #expect(graph.stagesNeeded(by: 1) == [1])
        #expect(graph.imagesNeeded(by: 3) == ["alpine:3", "tools:1", "busybox"])
        #expect(graph.imagesNeeded(by: 1).isEmpty)
        #expect(graph.stagesNeeded(by: 9).isEmpty)
    }

    @Test("Targets by name, by number, and the last")
    func targets() throws {
        let graph = graph(Self.file)
        #expect(try graph.target(nil) == 3)
        #expect(try graph.target("Build") == 2)
        #expect(try graph.target("1") == 1)
        for wrong in ["", "buil", "4", "-1"] {
            let error = #expect(throws: DockerfileError.self) { try graph.target(wrong) }
            #expect(error?.code.description == "unknown-stage")
        }
        let error = #expect(throws: DockerfileError.self) { try graph.target("buld") }
        #expect(error?.description == "there is no stage 'buld'. Did you mean 'build'?")
    }

    @Test("Build arguments change the base; the platform is read")
    func arguments() {
        let graph = graph("ARG B=a\nFROM --platform=$BUILDPLATFORM $B AS x\nFROM ${B}", ["B": "x"])
        #expect(graph.nodes.map(\.base) == [.image("x"), .stage(0)])
        #expect(graph.nodes[0].platform == ImagePlatform(architecture: "amd64"))
    }

    @Test("FROM takes earlier stages alone; of two with one name, the later")
    func order() {
        #expect(graph("FROM later\nFROM a AS later").nodes[0].base == .image("later"))
        #expect(graph("FROM later\nFROM a AS later").diagnostics.map(place) == ["1:6 unknown-stage"])
        #expect(graph("FROM a AS x\nFROM b AS x\nFROM x").nodes[2].base == .stage(1))
        #expect(graph("FROM a AS a").nodes[0].base == .image("a"))
    }

    @Test(
        "Problems",
        arguments: [
            ("FROM a\nCOPY --from=1 x y", ["2:13 unknown-stage"]),
            ("FROM a\nCOPY --from=-1 x y", ["2:13 unknown-stage"]),
            ("FROM a\nCOPY --from=$X x y", ["2:13 unknown-stage"]),
            ("FROM a\nCOPY --from=A/B x y", ["2:13 unknown-stage"]),
            ("FROM a AS build\nFROM b\nCOPY --from=biuld x y", ["3:13 unknown-stage"]),
            ("FROM a\nCOPY --from=b x y\nFROM c AS b", ["2:13 unknown-stage"]),
            ("FROM a AS b\nCOPY --from=b x y", ["2:13 stage-cycle"]),
            ("FROM $NONE", ["1:6 bad-base-image"]), ("FROM Upper", ["1:6 bad-base-image"]),
            ("FROM ${X:?no}", ["1:6 missing-variable"]), ("FROM --platform=x/y/z/w a", ["1:17 bad-value"]),
            ("FROM \"a", ["1:6 bad-substitution"]),
        ])
    func problems(text: String, expected: [String]) {
        #expect(
            graph(text).diagnostics.map(place).filter { $0 != "1:6 bad-base-image" || expected.contains($0) }
                == expected)
    }

    @Test("Cycles are named")
    func cycles() {
        let found = graph("FROM a AS x\nCOPY --from=y a b\nFROM c AS y\nCOPY --from=x a b").diagnostics
        #expect(found.map(\.message) == ["stages need each other: x → y → x"])
        #expect(found.map(place) == ["2:13 stage-cycle"])
        let groups = StageCycles.groups([[1], [2, 4], [0], [3], []])
        #expect(groups[0] == groups[1] && groups[1] == groups[2])
        #expect(Set(groups).count == 3)
        #expect(Set(StageCycles.groups([[], [0], [0, 1]])).count == 3)
    }

    @Test("A cycle with many edges is one problem, and stages outside of it are told apart")
    func oneCycle() {
        let found = graph(
            """
            FROM a AS x
            COPY --from=y a b
            COPY --from=z a b
            COPY --from=later a b
            FROM a AS y
            COPY --from=z a b
            FROM x AS z
            FROM a AS later
            """
        ).diagnostics
        #expect(found.map(place) == ["2:13 stage-cycle", "4:13 unknown-stage"])
        #expect(found[0].message == "stages need each other: x → y → z → x")
    }

    @Test("Triggers of the base bring their references")
    func triggers() {
        let graph = graph("FROM t AS tools\nFROM a AS b\nONBUILD COPY --from=tools /x /x\nFROM b")
        #expect(graph.nodes[1].references.isEmpty)
        #expect(graph.nodes[2].references.map(\.source) == [.stage(0)])
        var settings = ImageSettings()
        settings.onbuild = ["COPY --from=tools /y /y", "RUN <<E\nx\nE"]
        let other = StageGraph(read("FROM t AS tools\nFROM img").dockerfile, baseImages: ["img": settings])
        #expect(other.nodes[1].references.map(\.source) == [.stage(0)])
    }

    @Test("A long chain of stages needs no deep recursion")
    func chain() {
        var text = "FROM a AS s0\n"
        for index in 1...5000 { text += "FROM s\(index - 1) AS s\(index)\nCOPY --from=s\(index - 1) a b\n" }
        let graph = graph(text)
        #expect(graph.diagnostics.isEmpty)
        #expect(graph.stagesNeeded(by: 5000).count == 5001)
    }
}
