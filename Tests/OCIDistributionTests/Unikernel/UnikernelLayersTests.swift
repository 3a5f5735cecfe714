import Foundation
import OCIModel
import SystemPackage
import TarArchive
import Testing
import UnikraftCore
import UnikraftTesting

@testable import OCIDistribution

/// Packages that other tools made of several layers.
@Suite("Layers of unikernel images")
struct UnikernelLayersTests {
    private let directory: Scratch
    private let store: ImageStore
    private let reference: ImageReference

    init() throws {
        directory = try Scratch()
        store = try ImageStore(path: directory.path.appending("store"), isDurable: false)
        reference = try ImageReference(parsing: "base:latest", defaults: .unikraft)
    }

    private enum Member {
        case file(String, String)
        case hardLink(String, String)
        case symbolicLink(String, String)
    }

    private func layer(_ members: [Member]) throws -> Descriptor {
        var writer = TarWriter([UInt8]())
        for member in members {
            switch member {
            case .file(let name, let text):
                try writer.append(
                    TarEntry(path: Array(name.utf8), kind: .regular, mode: 0o644, size: UInt64(text.utf8.count)),
                    content: Array(text.utf8))
            case .hardLink(let name, let target), .symbolicLink(let name, let target):
                var kind = TarEntry.Kind.hardLink
                if case .symbolicLink = member { kind = .symbolicLink }
                var entry = TarEntry(path: Array(name.utf8), kind: kind, mode: 0o644)
                entry.linkTarget = Array(target.utf8)
                try writer.append(entry, content: [])
            }
        }
        return try store.put(try writer.finish(), mediaType: .layer)
    }

    private func name(_ layers: [Descriptor]) async throws {
        let configuration = ImageConfiguration(
            platform: ImagePlatform(architecture: "x86_64", os: "qemu"), diffIDs: layers.map(\.digest))
        let config = try store.put(Array(try JSONEncoder().encode(configuration)), mediaType: .configuration)
        let manifest = try FetchedManifest(ImageManifest(config: config, layers: layers))
        try store.put(manifest)
        try await store.tag(manifest.descriptor, as: reference)
    }

    /// The text of the kernel; nil when the image holds none.
    private func kernel(_ layers: [[Member]]) async throws -> String? {
        try await name(try layers.map(layer))
        do {
            let image = try await store.unikernel(reference, PlatformSelector(.qemu, .x86_64))
            let read = try await #require(image.kernel).content.reader()
            return String(decoding: try await read() ?? [], as: UTF8.self)
        } catch let error as DistributionError where error.code == .unsupported {
            return nil
        }
    }

    private static let path = "unikraft/bin/kernel"

    @Test func theUpperLayerCounts() async throws {
        #expect(try await kernel([[.file(Self.path, "old")], [.file("./\(Self.path)", "new")]]) == "new")
        #expect(try await kernel([[.file(Self.path, "old"), .file(Self.path, "new")]]) == "new")
    }

    @Test func aHardLinkStandsForAFileOfItsLayer() async throws {
        #expect(try await kernel([[.file("boot/k", "text"), .hardLink(Self.path, "boot/k")]]) == "text")
        #expect(
            try await kernel([[.file("a", "text"), .hardLink("b", "/a"), .hardLink(Self.path, "b")]]) == "text")
        #expect(try await kernel([[.hardLink("a", Self.path), .hardLink(Self.path, "a")]]) == nil)
    }

    @Test func whatAnUpperLayerHidesIsGone() async throws {
        let lower: [Member] = [.file(Self.path, "text")]
        #expect(try await kernel([lower, [.file("unikraft/bin/.wh.kernel", "")]]) == nil)
        #expect(try await kernel([lower, [.file(".wh.unikraft", "")]]) == nil)
        #expect(try await kernel([lower, [.file("unikraft/.wh..wh..opq", "")]]) == nil)
        #expect(try await kernel([lower, [.symbolicLink("unikraft", "/etc")]]) == nil)
        #expect(try await kernel([lower, [.symbolicLink(Self.path, "/etc/passwd")]]) == nil)
        #expect(try await kernel([lower, [.file("unikraft/bin/.wh.kern", "")]]) == "text")
        // A mark says nothing of its own layer.
        #expect(try await kernel([[.file(Self.path, "text"), .file(".wh.unikraft", "")]]) == "text")
    }

    @Test func namesThatLeadOutAreRefusedWithTheirPlace() async throws {
        for members: [Member] in [
            [.file(Self.path, "text"), .file("../../tmp/evil", "x")],
            [.hardLink(Self.path, "../../../etc/passwd")],
        ] {
            let layer = try layer(members)
            try await name([layer])
            do {
                _ = try await store.unikernel(reference, PlatformSelector())
                Issue.record("nothing was thrown")
            } catch let error as DistributionError {
                #expect(error.code == .damagedLayer && error.offset != nil)
                #expect(error.digest == layer.digest && error.reference == reference.description)
            }
        }
    }

    @Test func tooManyLayersAreRefused() async throws {
        try await name(Array(repeating: try layer([.file(Self.path, "text")]), count: 1_001))
        #expect(await code { _ = try await store.unikernel(reference, PlatformSelector()) } == .tooLarge)
    }

    @Test func textOfAnImageCannotChangeATerminal() async throws {
        let configuration = ImageConfiguration(
            platform: ImagePlatform(architecture: "x\u{1b}[31m\u{9b}", os: "qemu"), diffIDs: [])
        let config = try store.put(Array(try JSONEncoder().encode(configuration)), mediaType: .configuration)
        let manifest = try FetchedManifest(ImageManifest(config: config, layers: []))
        try store.put(manifest)
        try await store.tag(manifest.descriptor, as: reference)
        await #expect {
            _ = try await store.unikernel(reference, PlatformSelector(.qemu, .x86_64))
        } throws: { error in
            "\(error)".contains("qemu/x[31m")
                && !"\(error)".unicodeScalars.contains { "\u{1b}\u{9b}".unicodeScalars.contains($0) }
        }
    }
}
