import DockerfileModel
import RootfsBuilder
import RootfsModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite(.enabled(if: Tools.canRun && HostPrograms.has("buildah"), "buildah, root, runc or busybox is missing"))
struct BuildahTests {
    /// Builds with both, and compares the trees entry by entry.
    ///
    /// Left out are the times: buildah gives the time of the build to whatever it makes. What it mounts into the
    /// root for `RUN` (`/proc`, `/sys`, `/dev`, `/run`, `/etc/hosts` …) and leaves behind as empty files is no part of
    /// the Dockerfile.
    private func compare(_ text: String, _ files: [String: String], explained: Set<String> = []) async throws {
        let directory = try TemporaryDirectory()
        let images = try await TestImages.busybox(in: directory)
        let context = try directory.makeContext(files)
        let dockerfile = try directory.write("Dockerfile", Array(text.utf8))
        let ours = try await DockerfileSource(DockerfileBuild(dockerfile: dockerfile, context: context))
            .load(in: directory.environment(images: images)).tree
        let storage = "--storage-driver vfs --root \(directory.path)/bs --runroot \(directory.path)/br"
        let script = """
            set -e; cd \(directory.path); b="buildah \(storage)"
            c=$($b from scratch); $b add -q $c busybox.tar / >/dev/null; $b config --env PATH=/bin --cmd /bin/sh $c
            $b commit -q $c localhost/busybox >/dev/null
            sed 's,FROM busybox,FROM localhost/busybox,' Dockerfile > Dockerfile.b
            $b bud --pull-never --isolation chroot -q -f Dockerfile.b -t out context >/dev/null
            c=$($b from --pull-never localhost/out); m=$($b mount $c); tar -C $m --numeric-owner -cf out.tar .; $b umount $c >/dev/null
            """
        try await Tools.run("sh", ["-c", script])
        let theirs = try await TarballSource(directory.path.appending("out.tar")).load(in: directory.environment()).tree
        let noise: Set<String> = [
            "proc", "sys", "dev", "run", "etc/hostname", "etc/hosts", "etc/resolv.conf", "run/.containerenv",
            "run/secrets",
        ]
        func relevant(_ tree: FileTree) -> Set<String> {
            Set(
                tree.lines(times: false).filter { line in
                    let path = line.prefix { $0 != " " }
                    return !noise.contains(String(path)) && !explained.contains(String(path))
                })
        }
        #expect(relevant(ours).subtracting(relevant(theirs)).sorted() == [])
        #expect(relevant(theirs).subtracting(relevant(ours)).sorted() == [])
    }

    @Test func copies() async throws {
        try await compare(
            """
            FROM busybox AS one
            COPY d /opt/d
            COPY d/x d/e/y /opt/many/
            FROM scratch
            COPY --from=one /opt /opt
            COPY --from=one /bin/sh /bin/busybox /bin/
            COPY --from=one /lib /lib64
            COPY --from=one /etc/pass* /etc/
            COPY --chown=12:13 d /owned
            COPY --chmod=640 d/x /mode
            WORKDIR /w/v
            COPY d/* ./
            """, ["d/x": "1", "d/e/y": "2", "d/e/z/q": "3"])
    }

    @Test func commands() async throws {
        try await compare(
            """
            FROM busybox
            WORKDIR /app
            COPY d .
            RUN rm -r e && mkdir -m 700 made && echo hi > made/file && chown -R 5:6 made && ln x hard && ln -s x soft
            RUN rm /bin/second && mv x renamed
            USER 1000:1001
            RUN touch /tmp/mine
            """, ["d/x": "1", "d/e/y": "2"])
    }
}
