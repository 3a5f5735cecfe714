import SystemPackage
import Testing
import UnikraftCore

@testable import KernelBuilder

struct MakefileReaderTests {
    private func findings(_ text: String, _ configuration: [String: String] = [:]) -> MakefileReader.Findings {
        var variables = MakeVariables()
        for (name, value) in configuration { variables[name] = value }
        return MakefileReader.findings(in: text, directory: "/libs/x", variables: variables)
    }

    @Test func followsConditionsAndVariables() {
        let text = """
            $(eval $(call addlib_s,libx,$(CONFIG_LIBX)))
            ifeq ($(CONFIG_NEW),y)
            X_BRANCH=new-2.0
            else ifeq ($(CONFIG_OLD),y)
            X_BRANCH=old
            else
            X_TAG = REL \\
                -1   # the release
            X_BRANCH = $(subst $(space),,$(strip $(X_TAG)))
            LIBX_ORIGIN_SHA256=ABC
            endif
            X_URL=https://host/$(X_BRANCH).tar.gz
            $(eval $(call fetch,libx,$(X_URL)))
            """
        #expect(
            findings(text, ["CONFIG_NEW": "y"]).downloads == [
                LibraryDownload(library: "libx", urls: ["https://host/new-2.0.tar.gz"], fileName: "new-2.0.tar.gz")
            ])
        #expect(findings(text, ["CONFIG_OLD": "y"]).downloads.map(\.fileName) == ["old.tar.gz"])
        let release = findings(text).downloads.first
        #expect(release?.fileName == "REL -1.tar.gz")
        #expect(release?.sha256 == "abc")
    }

    @Test func knowsTheOtherForms() {
        let text = """
            $(eval $(call fetch2,liba,https://one/a.zip,https://two/a.zip))
            $(eval $(call fetchas,libb,https://one/tip,b.tar.gz))
            $(eval $(call fetchas2,libc,https://one/tip,https://two/tip,c.tar.gz))
            $(eval $(call clone,libd,https://git/d,main))
            $(eval $(call fetch,libe,$(shell curl evil)/e.zip))
            define unused
            $(eval $(call fetch,libf,https://one/f.zip))
            endef
            ifdef NOTHING
            $(eval $(call fetch,libg,https://one/g.zip))
            endif
            $(eval $(call fetchas,libh,https://one/h,../../h))
            """
        let findings = findings(text)
        #expect(findings.downloads.map(\.fileName) == ["a.zip", "b.tar.gz", "c.tar.gz"])
        #expect(findings.downloads.map(\.urls.count) == [2, 1, 2])
        #expect(findings.clones == ["https://git/d"])
        #expect(findings.unknown.count == 2)
    }

    @Test func endsOnVariablesThatNameThemselves() {
        #expect(findings("A=$(B)\nB=$(A)\n$(eval $(call fetch,libx,$(A)))\n").unknown.count == 1)
        let growing = "A=x\n" + String(repeating: "A:=$(A)$(A)$(A)$(A)\n", count: 40) + "$(eval $(call fetch,l,$(A)))\n"
        #expect(findings(growing).downloads.isEmpty)
    }
}

@Suite(.enabled(if: MiniProject.canBuild, "the programs that a core is built with are not installed"))
struct LibraryDownloadTests {
    private let url = "https://downloads.invalid/greeting-1.0.tar.gz"

    @Test func recordsDownloadsAndWorksOfflineAfterwards() async throws {
        let mini = try MiniProject()
        let offline = KernelBuildOptions(isOffline: true)
        let error = try #require(await #expect(throws: KernelBuildError.self) { try await mini.build(offline) })
        #expect(error.code == .offline)
        #expect(error.message.contains(url))
        _ = try await mini.build()
        let lock = try LockFile.load(mini.project.lockPath)
        let kept = mini.project.directory.appending(".unikraft/downloads/libgreeter/greeting-1.0.tar.gz")
        #expect(
            lock.downloads[url] == LockFile.Download(library: "libgreeter", sha256: try FileDigest.sha256(of: kept)))
        try FileAccess.remove(mini.project.output)
        #expect(try await mini.build(offline).work == .configured)
    }

    @Test func refusesADownloadOfAnotherChecksum() async throws {
        let mini = try MiniProject()
        var lock = LockFile()
        lock.downloads[url] = LockFile.Download(library: "libgreeter", sha256: String(repeating: "0", count: 64))
        try lock.save(mini.project.lockPath)
        let error = try #require(await #expect(throws: KernelBuildError.self) { try await mini.build() })
        #expect(error.code == .checksum)
        #expect(
            !FileAccess.exists(mini.project.directory.appending(".unikraft/downloads/libgreeter/greeting-1.0.tar.gz")))
    }
}
