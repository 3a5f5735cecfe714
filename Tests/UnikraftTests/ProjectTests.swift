import KraftfileModel
import SystemPackage
import Testing
import Unikraft
import UnikraftTesting

@Suite("Projects at their place")
struct ProjectTests {
    @Test func aKraftfileMakesAProject() throws {
        let directory = try TemporaryDirectory()
        let place = try directory.project(["Kraftfile": "spec: v0.6\nname: web\nruntime: base:latest\n"])
        let project = try UnikraftProject(in: place)
        #expect(project.name == "web")
        #expect(project.buildDirectory == place.appending(".unikraft/build"))
        #expect(project.path("./a/../b") == place.appending("b"))
    }

    @Test func aKraftfileElsewhereKeepsTheDirectory() throws {
        let directory = try TemporaryDirectory()
        let place = try directory.project(["Kraftfile.dev": "spec: v0.6\nruntime: base:latest\n"])
        let project = try UnikraftProject(in: place, kraftfile: place.appending("Kraftfile.dev"))
        #expect(project.name == "project")
        #expect(project.directory == place)
    }

    @Test func aDockerfileAloneIsAProjectOnTheBaseRuntime() throws {
        let directory = try TemporaryDirectory()
        let project = try UnikraftProject(in: directory.project(["Dockerfile": "FROM scratch\n"]))
        #expect(project.model.effectiveRuntime == .base)
        #expect(project.model.rootfs?.kind == .dockerfile)
    }

    @Test func anEmptyDirectoryIsNone() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: KraftfileError.self) { try UnikraftProject(in: directory.project(["other": ""])) }
    }

    @Test(arguments: [
        ("rootfs: ./nothing", "nothing"), ("rootfs: {source: ./file, format: erofs}", "EROFS"),
        ("rootfs: ./file\nroms: [./file]", "roms"),
    ])
    func whatCannotBeBuiltIsNamed(lines: String, reason: String) async throws {
        let directory = try TemporaryDirectory()
        let spec = lines.contains("roms") || lines.contains("format") ? "v0.7" : "v0.6"
        let place = try directory.project([
            "Kraftfile": "spec: \(spec)\nruntime: base:latest\n\(lines)\n", "file": "x",
        ])
        let project = try UnikraftProject(in: place)
        await #expect {
            _ = try await project.rootfsSource(directory.services())
        } throws: {
            "\($0)".contains(reason)
        }
    }
}
