import SystemPackage
import Testing

@Suite("kraft rootfs")
struct RootfsTests {
    /// As an initial ramdisk with microcode has them: an archive, zeros, and a compressed archive.
    @Test func archivesThatFollowEachOtherAreAllListed() async throws {
        let kraft = try Kraft()
        _ = try await kraft.shell(
            """
            mkdir -p one/kernel two/etc; echo code > one/kernel/micro; echo os > two/etc/os; ln -s os two/etc/link
            for part in one two; do (cd $part; find . | cpio -o -H newc --quiet > ../$part.cpio); done
            (cat one.cpio; head -c 3072 /dev/zero; gzip -c two.cpio) > all.cpio
            (cpio -itv --quiet < one.cpio; cpio -itv --quiet < two.cpio) > want
            """)
        let listed = try await kraft.run("rootfs", "ls", "all.cpio")
        #expect(listed.status == 0 && listed.error.contains("2 archives follow each other"), "\(listed)")
        #expect(listed.output == (try await kraft.shell("cat want")))
        let single = try await kraft.run("rootfs", "ls", "--json", "one.cpio")
        #expect(single.status == 0 && single.error.isEmpty && single.output.contains(#""archive""#), "\(single)")
    }

    @Test func anImageInAnArchiveIsPacked() async throws {
        let kraft = try Kraft()
        _ = try await kraft.shell(
            """
            mkdir -p w root/etc; echo os > root/etc/os; tar -cf w/layer.tar -C root etc; cd w
            id=$(sha256sum < layer.tar | cut -c-64); mv layer.tar $id.tar
            printf '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' $id > c
            config=$(sha256sum < c | cut -c-64).json; mv c $config
            printf '[{"Config":"%s","RepoTags":["app:1"],"Layers":["%s.tar"]}]' $config $id > manifest.json
            tar -cf ../image.tar *
            """)
        let build = ["rootfs", "build", "--arch", "x86_64", "-o", "out.cpio"]
        for arguments in [["image.tar"], ["--image", "app:1", "image.tar"]] {
            let built = try await kraft.run(build + arguments)
            #expect(built.status == 0, "\(built)")
            #expect(try await kraft.run("rootfs", "ls", "out.cpio").output.contains("etc/os"))
        }
        let other = try await kraft.run(build + ["--image", "app:2", "image.tar"])
        #expect(other.status == 1 && other.error.contains("it holds app:1"), "\(other)")
        #expect(try await kraft.run(build + ["--image", "app:1", "root"]).status != 0)
        #expect(try await kraft.run(build + ["--type", "tar", "image.tar"]).status == 0)
        #expect(try await kraft.run("rootfs", "ls", "out.cpio").output.contains("manifest.json"))
    }

    @Test func aWrongTimeOfFilesIsToldWithItsVariable() async throws {
        let kraft = try Kraft()
        _ = try await kraft.shell("mkdir root; touch root/.kraftignore root/a")
        let program = Kraft.executable.string
        for source in ["root", "."] {
            let said = try await kraft.shell(
                "SOURCE_DATE_EPOCH=soon '\(program)' rootfs build -o out.cpio \(source) 2>&1 || echo $?")
            #expect(said.contains("SOURCE_DATE_EPOCH is 'soon'") && said.hasSuffix("1\n"), "\(said)")
        }
    }
}
