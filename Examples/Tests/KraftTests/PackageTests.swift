import Testing

@Suite("kraft pkg")
struct PackageTests {
    /// Names an image whose configuration is some text in the store that `kraft` made.
    private static func script(_ name: String, _ configuration: String) -> String {
        """
        python3 - <<'END'
        import hashlib, json
        def put(data):
            digest = hashlib.sha256(data).hexdigest()
            open("store/blobs/sha256/" + digest, "wb").write(data)
            return {"digest": "sha256:" + digest, "size": len(data)}
        config = dict(put(\(configuration)), mediaType="application/vnd.oci.image.config.v1+json")
        kind = "application/vnd.oci.image.manifest.v1+json"
        manifest = {"schemaVersion": 2, "mediaType": kind, "config": config, "layers": []}
        entry = dict(put(json.dumps(manifest).encode()), mediaType=kind)
        entry["annotations"] = {"org.opencontainers.image.ref.name": "\(name)"}
        index = json.load(open("store/index.json"))
        index["manifests"].append(entry)
        json.dump(index, open("store/index.json", "w"))
        END
        """
    }

    @Test func aDamagedImageDoesNotHideTheOthers() async throws {
        let kraft = try Kraft()
        try await kraft.writeKernel()
        #expect(try await kraft.run("pkg", "--store", "store", "--name", "a.test/good:1", "-k", "kernel").status == 0)
        _ = try await kraft.shell(Self.script("a.test/bad:1", #"b"no json""#))
        let listed = try await kraft.run("pkg", "ls", "--store", "store")
        #expect(listed.status == 0 && listed.output.contains("a.test/good:1"), "\(listed)")
        #expect(listed.output.contains("a.test/bad:1") && listed.error.contains("malformed"), "\(listed)")
    }

    @Test func whatAnImageSaysCannotChangeTheTerminal() async throws {
        let kraft = try Kraft()
        try await kraft.writeKernel()
        #expect(try await kraft.run("pkg", "--store", "store", "--name", "a.test/good:1", "-k", "kernel").status == 0)
        let configuration =
            #"json.dumps({"architecture": "x\u001b[31m", "os": "qemu", "config": {"Env": ["A=\u009b2J"]}, "rootfs": {"type": "layers", "diff_ids": []}}).encode()"#
        _ = try await kraft.shell(Self.script("a.test/odd:1", configuration))
        for arguments in [["pkg", "ls", "--store", "store"], ["pkg", "info", "--store", "store", "a.test/odd:1"]] {
            let (_, output, error) = try await kraft.run(arguments)
            #expect(output.contains("qemu/x[31m"), "\(output)")
            #expect(!(output + error).unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{9b}" })
        }
    }

    @Test func aPackageGoesThroughAnArchive() async throws {
        let kraft = try Kraft()
        try await kraft.writeKernel()
        let made = try await kraft.run(
            "pkg", "--store", "store", "--name", "base", "-k", "kernel", "-e", "A=1", "--", "/server", "a b")
        #expect(made.status == 0 && made.output.hasPrefix("unikraft.org/base:latest@sha256:"), "\(made)")
        let exported = try await kraft.run("pkg", "export", "--store", "store", "-o", "image.tar", "base")
        #expect(exported.status == 0, "\(exported)")
        let taken = try await kraft.run("pkg", "import", "--store", "other", "image.tar", "base")
        #expect(taken.status == 0 && taken.output == made.output, "\(taken)")
        let shown = try await kraft.run("pkg", "info", "--store", "other", "--json", "base")
        #expect(shown.status == 0 && shown.output.contains(#""a b""#), "\(shown)")
        let removed = try await kraft.run("pkg", "rm", "--store", "other", "base")
        #expect(removed.status == 0, "\(removed)")
        #expect(
            try await kraft.shell("find other -type f ! -name '*.lock' | sort")
                == "other/index.json\nother/oci-layout\n")
    }

    @Test func lookingMakesNoStore() async throws {
        let kraft = try Kraft()
        for arguments in [["ls"], ["info", "a"], ["rm", "a"], ["prune"], ["push", "a"], ["export", "-o", "x", "a"]] {
            let result = try await kraft.run(["pkg"] + arguments + ["--store", "nostore"])
            #expect(result.status == 1 && result.error.contains("there is no image store at 'nostore'"), "\(result)")
        }
        let listed = try await kraft.run("pkg", "ls", "--json")
        #expect(listed.status == 0 && listed.output == "[]\n" || listed.output == "[\n\n]\n", "\(listed)")
        #expect(try await kraft.shell("ls") == "")
    }

    @Test func removingGoesOnBehindAMissingName() async throws {
        let kraft = try Kraft()
        try await kraft.writeKernel()
        #expect(try await kraft.run("pkg", "--store", "store", "--name", "c", "-k", "kernel").status == 0)
        let removed = try await kraft.run("pkg", "rm", "--store", "store", "a", "b", "c")
        #expect(removed.status == 1 && removed.output == "unikraft.org/c:latest\n", "\(removed)")
        #expect(removed.error.contains("org/a:latest") && removed.error.contains("org/b:latest"), "\(removed)")
    }

    @Test func aDamagedBlobIsNotUnpacked() async throws {
        let kraft = try Kraft()
        try await kraft.writeKernel()
        #expect(try await kraft.run("pkg", "--store", "store", "--name", "c", "-k", "kernel").status == 0)
        _ = try await kraft.shell(
            """
            blob=$(ls -S store/blobs/sha256/* | head -1)
            printf x | dd of="$blob" bs=1 seek=600 conv=notrunc 2>/dev/null
            """)
        let exported = try await kraft.run("pkg", "export", "--store", "store", "-o", "image.tar", "c")
        #expect(exported.status == 1 && exported.error.contains("pull the image again"), "\(exported)")
    }

    @Test func packingRefusesWhatHasNoEffect() async throws {
        let kraft = try Kraft()
        try await kraft.writeKernel()
        try kraft.write("root.txt", "no archive")
        let pack = ["pkg", "--store", "store", "--name", "c"]
        for arguments in [
            ["-k", "kernel", "-K", "Kraftfile"], ["-k", "kernel", "."], ["--initrd", "root.txt"],
            ["-k", "kernel", "--initrd", "root.txt", "--rootfs", "."], ["-k", "kernel", "-e", "=x"],
        ] {
            let result = try await kraft.run(pack + arguments)
            #expect(result.status == 2, "\(arguments): \(result)")
        }
        for arguments in [["-k", "root.txt"], ["-k", "kernel", "--config", "none"]] {
            let result = try await kraft.run(pack + arguments)
            #expect(result.status == 1 && !result.error.contains("Domain"), "\(arguments): \(result)")
        }
        let variables = try await kraft.run(pack + ["-k", "kernel", "-e", "NO_COLOR", "-e", "NONE"])
        #expect(variables.status == 0 && variables.error.contains("'NONE' is not set"), "\(variables)")
        let shown = try await kraft.run("pkg", "info", "--store", "store", "c")
        #expect(shown.output.contains("env: NO_COLOR=1") && !shown.output.contains("NONE"), "\(shown)")
    }

    @Test func aRootFilesystemGoesBesideAKernel() async throws {
        let kraft = try Kraft()
        try await kraft.writeKernel()
        _ = try await kraft.shell("mkdir root && echo hello > root/motd")
        let made = try await kraft.run("pkg", "--store", "store", "--name", "c", "-k", "kernel", "--rootfs", "root")
        #expect(made.status == 0, "\(made)")
        #expect(try await kraft.run("pkg", "export", "--store", "store", "-o", "c.tar", "c").status == 0)
        #expect(try await kraft.shell("grep -c unikraft/bin/initrd c.tar") != "0\n")
    }
}
