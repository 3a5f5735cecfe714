import DockerfileModel
import Glibc
import RootfsModel
import SubprocessLauncher
import Synchronization
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@testable import RootfsBuilder

/// Finds out whether tests can use overlayfs.
private enum OverlayProbe {
    static func succeeds() async throws -> Bool {
        let directory = try TemporaryDirectory()
        return await OverlayTrial.succeeds(in: directory.path.appending("trial"), SubprocessLauncher())
    }
}

@Suite(
    .enabled(
        if: Tools.canRun && HostPrograms.has("gcc"), "commands need root, runc and a static busybox, this test gcc"),
    .enabled("overlayfs does not work in the directory for temporary files") { try await OverlayProbe.succeeds() })
struct OverlayTests {
    /// runc, with or without overlayfs.
    private final class Sandbox: CommandSandbox {
        let name = "runc"
        let mountsOverlay: Bool
        let roots = Mutex<[Bool]>([])

        init(mountsOverlay: Bool) {
            self.mountsOverlay = mountsOverlay
        }

        func run(
            _ command: SandboxCommand, launcher: any ProcessLauncher, output: @escaping @Sendable ([UInt8]) -> Void
        ) async throws -> ProcessTermination {
            roots.withLock { $0.append(command.overlay != nil) }
            return try await RuncSandbox().run(command, launcher: launcher, output: output)
        }
    }

    private func build(
        _ text: String, overlay: Bool, in directory: borrowing TemporaryDirectory, _ context: FilePath
    ) async throws -> (tree: FileTree, layers: [String], steps: [String], roots: [Bool]) {
        let cache = directory.path.appending(overlay ? "overlay" : "plain")
        var environment = directory.environment(
            images: TestImages.busybox(layer: directory.path.appending("busybox.tar")))
        environment.cache = RootfsCache(cache)
        let dockerfile = try directory.write("Dockerfile", Array(text.utf8))
        let sandbox = Sandbox(mountsOverlay: overlay)
        let source = DockerfileSource(
            DockerfileBuild(dockerfile: dockerfile, context: context), engine: NativeEngine(sandbox: sandbox))
        let tree = try await source.load(in: environment).tree
        func names(_ kind: String) throws -> [String] { try FileTree(directory: cache.appending(kind)).paths }
        #expect(try names("work").isEmpty)
        let roots = sandbox.roots.withLock { $0 }
        return (tree, try names("layers"), try names("steps"), roots)
    }

    private static let attributeProgram = """
        #include <string.h>
        #include <sys/xattr.h>
        int main(int count, char **words) {
            return count == 4 ? setxattr(words[1], words[2], words[3], strlen(words[3]), 0) != 0 : 2;
        }
        """

    private static let dockerfile = #"""
        FROM busybox
        COPY --chmod=755 setattr /bin/
        COPY --chown=5:6 data /data/
        RUN cd /data && mkdir hard && echo one > hard/a && ln hard/a hard/b && ln hard/a hard/c && ln -s a hard/s
        RUN setattr /data/file user.note first && setattr /data/kept user.note on-directory
        RUN rm /data/gone && rm -r /data/tree
        RUN rm -r /data/replaced && mkdir /data/replaced && echo new > /data/replaced/new
        COPY data/file /data/replaced/later
        RUN mv /data/old-name /data/new-name && mv /data/old-directory /data/new-directory
        RUN echo more >> /data/hard/a && chown 7:8 /data/hard/c && cat /data/hard/b > /hard-content
        RUN rm /data/hard/b && ln /data/hard/c /data/hard/d && ln /data/file /data/second
        RUN rm /data/hard/d && cp /data/file /data/hard/x && mv /data/hard/x /data/hard/a
        RUN chmod 700 /data/kept && chown 9:10 /data/file && chmod 4711 /data/file && chown -R 5:6 /data/kept
        RUN rm /data/becomes-directory && mkdir /data/becomes-directory && echo in > /data/becomes-directory/in
        RUN rm -r /data/becomes-file && echo f > /data/becomes-file && rm /lib && mkdir /lib && echo l > /lib/l
        RUN : >> /data/file && touch /data/touched && chmod 644 /data/same && cat /data/same > /tmp/s && cat /tmp/s > /data/same
        RUN --mount=type=cache,target=/data/cache echo c > /data/cache/c && ls /data/cache > /data/listing
        RUN chmod 711 / && mkfifo /data/pipe && mknod /data/null c 1 3 && mkdir -p /data/a/b/c && touch /data/a/b/c/d
        RUN rm -rf /data/a && mkdir -p /data/a/b && echo again > /data/a/b/again && echo x >> /data/file
        RUN all=$(find / -xdev -path /proc -prune -o -path /sys -prune -o -type f -exec busybox md5sum {} + | sort); echo "$all" > /all
        """#

    /// Whether a command changes a directory or a mount over it, its layers have the same bytes.
    @Test func layersAreThoseOfAPlainDirectory() async throws {
        let directory = try TemporaryDirectory()
        _ = try await TestImages.busybox(in: directory)
        let context = try directory.makeContext([
            "data/file": "content\n", "data/gone": "", "data/tree/deep/x": "x", "data/replaced/old": "o",
            "data/old-name": "name", "data/old-directory/in": "in", "data/kept/one": "1", "data/becomes-directory": "f",
            "data/becomes-file/in": "in", "data/touched": "t", "data/same": "same",
        ])
        try directory.write("setattr.c", Array(Self.attributeProgram.utf8))
        try await Tools.run("gcc", ["-static", "-o", "context/setattr", "setattr.c"], in: directory.path)
        let plain = try await build(Self.dockerfile, overlay: false, in: directory, context)
        let overlaid = try await build(Self.dockerfile, overlay: true, in: directory, context)
        #expect(overlaid.tree.lines() == plain.tree.lines())
        #expect(overlaid.layers == plain.layers)
        #expect(overlaid.steps == plain.steps)
        #expect(plain.roots == Array(repeating: false, count: 16))
        #expect(overlaid.roots == Array(repeating: true, count: 16))
        let tree = overlaid.tree
        #expect(try tree.text("/hard-content") == "one\nmore\n")
        #expect(try tree.text("/data/listing") == "c\n")
        #expect(tree.names(in: try TreePath("data/replaced")).count == 2)
        #expect(tree.names(in: try TreePath("data/a/b")).count == 1)
        #expect(tree[.root]?.metadata.permissions == 0o711)
        #expect(tree[try TreePath("data/second")]?.metadata.extendedAttributes == ["user.note": Array("first".utf8)])
        let attributes = Set(tree.entries.flatMap(\.node.metadata.extendedAttributes.keys))
        #expect(attributes == ["user.note"])
    }

    /// A file that overlayfs would take for a mark of its own is left to the plain directory.
    @Test func imagesThatHoldWhiteoutsAreLaidOutPlainly() async throws {
        let directory = try TemporaryDirectory()
        _ = try await TestImages.busybox(in: directory)
        try await Tools.run(
            "sh", ["-c", "mknod busybox/mark c 0 0; tar --numeric-owner -C busybox -cf busybox.tar ."],
            in: directory.path)
        let text = "FROM busybox\nRUN ls / > /list\nRUN rm /mark\nRUN ls / >> /list\n"
        let result = try await build(text, overlay: true, in: directory, directory.makeContext([:]))
        #expect(result.roots == [false, false, true])
        let list = try result.tree.text("/list").split(separator: "\n")
        #expect(list.count { $0 == "mark" } == 1)
        #expect(list.count { $0 == "list" } == 2)
    }

    /// A step that was done before may follow one that was not.
    @Test(arguments: [false, true])
    func knownStepsAfterNewOnes(overlay: Bool) async throws {
        let directory = try TemporaryDirectory()
        _ = try await TestImages.busybox(in: directory)
        let context = try directory.makeContext([:])
        let end = "RUN cat /x > /y\n"
        _ = try await build("FROM busybox\nRUN echo 1 > /x\n" + end, overlay: overlay, in: directory, context)
        let again = try await build(
            "FROM busybox\nRUN echo  1 > /x\n\(end)RUN cat /y > /z; echo 2 > /y\n", overlay: overlay, in: directory,
            context)
        #expect(again.roots.count == 2)
        #expect(try again.tree.text("/z") == "1\n")
        #expect(try again.tree.text("/y") == "2\n")
    }
}
