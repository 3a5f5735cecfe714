import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import KernelBuilder

@Suite(
    .enabled(if: MiniProject.canBuild && HostPrograms.has("git"), "git or the programs of a build are not installed"))
struct ComponentStoreTests {
    private var mini: MiniProject
    private let repository: String

    init() throws {
        mini = try MiniProject(usesGreeter: false, usesTemplate: false)
        repository = "\(mini.directory.path)/origin"
        try shell(
            """
            export GIT_CONFIG_GLOBAL=/dev/null; cp -r \(MiniProject.fixtures)/core \(repository); cd \(repository)
            git init -q -b main .; git config user.email a@b; git config user.name n
            git add .; git commit -qm one; git tag v1; sed -i 's/0\\.0\\.1/0.0.2/' main.c; git commit -qam two
            """)
        use("main")
    }

    private mutating func use(_ reference: String) {
        guard let location = try? GitLocation(parsing: "file://\(repository)"),
            let reference = try? GitReference(parsing: reference)
        else { return }
        mini.project.core.request.origin = .git(location, reference)
    }

    private var banner: String {
        get throws {
            let file = mini.project.directory.appending(".unikraft/unikraft/main.c")
            return String(decoding: try FileAccess.read(file, limit: 1 << 20), as: UTF8.self)
        }
    }

    @Test func locksABranchUntilItIsToldToLookAgain() async throws {
        _ = try await mini.build()
        let lock = try LockFile.load(mini.project.lockPath)
        #expect(lock.components["unikraft"]?.commit?.utf8.count == 40)
        try shell(
            "cd \(repository); sed -i 's/0\\.0\\.2/0.0.3/' main.c; GIT_CONFIG_GLOBAL=/dev/null git commit -qam three")
        #expect(try await mini.build().work == .nothing)
        try FileAccess.remove(mini.project.directory.appending(".unikraft"))
        _ = try await mini.build()
        #expect(try banner.contains("0.0.2"), "the lock file's commit is fetched, not the branch")
        #expect(try LockFile.load(mini.project.lockPath) == lock)
        _ = try await mini.build(KernelBuildOptions(jobs: 2, ignoresCache: true))
        #expect(try banner.contains("0.0.3"))
        #expect(try LockFile.load(mini.project.lockPath) != lock)
    }

    @Test mutating func fetchesAnotherVersionAndKeepsChanges() async throws {
        _ = try await mini.build()
        use("v1")
        #expect(try await mini.build().work == .configured)
        #expect(try banner.contains("0.0.1"))
        let file = mini.project.directory.appending(".unikraft/unikraft/main.c")
        try FileAccess.write(Array("\(try banner)// mine\n".utf8), to: file)
        #expect(try await mini.build().work == .rebuilt)
        use("main")
        let project = mini
        let error = try #require(await #expect(throws: KernelBuildError.self) { try await project.build() })
        #expect(error.message.contains("were changed"))
        #expect(try banner.contains("// mine"))
    }

    @Test func worksOfflineFromWhatIsThere() async throws {
        let options = KernelBuildOptions(jobs: 2, isOffline: true)
        let error = try #require(await #expect(throws: KernelBuildError.self) { try await mini.build(options) })
        #expect(error.code == .offline)
        _ = try await mini.build()
        try shell("mv \(repository) \(repository).away")
        #expect(try await mini.build(options).work == .nothing)
    }

    @Test func namesEverythingThatIsMissingOffline() async throws {
        var project = mini.project
        project.libraries = try ["b", "a"].map { name in
            KernelPart(.library(name), from: .git(try GitLocation(parsing: "file:///none/\(name)"), nil))
        }
        let (builder, wanted, offline) = (mini.builder(), project, KernelBuildOptions(isOffline: true))
        let error = try #require(
            await #expect(throws: KernelBuildError.self) { try await builder.build(wanted, options: offline) })
        #expect(error.code == .offline)
        #expect(error.message.contains("a is not there"))
        #expect(error.message.contains("b is not there"))
        #expect(error.message.contains("unikraft is not there"))
    }

    @Test func refusesABrokenLockFile() async throws {
        try FileAccess.write("{".utf8, to: mini.project.lockPath)
        #expect(await #expect(throws: KernelBuildError.self) { try await mini.build() }?.code == .lockFile)
        try FileAccess.write(#"{"version":2,"components":{},"downloads":{}}"#.utf8, to: mini.project.lockPath)
        #expect(
            await #expect(throws: KernelBuildError.self) { try await mini.build() }?.message.contains("version 2")
                == true)
    }

    @Test(arguments: ["../x", ".hidden", "-x", "a/b", "", "a b"])
    func refusesNames(_ name: String) {
        #expect(throws: KernelBuildError.self) { try ComponentKey.library(name).check() }
    }
}
