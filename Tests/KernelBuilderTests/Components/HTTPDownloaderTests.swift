import SystemPackage
import Testing
import UnikraftCore

@testable import KernelBuilder

struct HTTPDownloaderTests {
    @Test func longFilesAreRefused() async throws {
        let web = FakeWeb(["https://files.invalid/x": .text("12345")])
        let directory = try ScratchDirectory()
        let path = directory.path.appending("x")
        try await HTTPDownloader(transport: web, limit: ByteCount(bytes: 5)).download(
            "https://files.invalid/x", to: path)
        let error = await #expect(throws: KernelBuildError.self) {
            try await HTTPDownloader(transport: web, limit: ByteCount(bytes: 4))
                .download("https://files.invalid/x", to: path)
        }
        #expect(error?.code == .tooLarge)
        #expect(error?.subject == "https://files.invalid/x")
        #expect(error?.message.contains("longer than 4 bytes") == true)
        #expect(error?.remedy.contains("larger download limit") == true)
    }

    @Test func anAnnouncedLengthIsEnough() async throws {
        let response = HTTPResponse(status: 200, headers: ["Content-Length": "9"], body: HTTPResponseBody([1]))
        #expect(try await !response.read(upTo: ByteCount(bytes: 8)) { _ in Issue.record("read") })
    }
}
