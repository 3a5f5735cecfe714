import KraftfileModel
import Testing
import UnikraftCore

@Suite("Canonical printer")
struct PrinterTests {
    @Test func form() throws {
        let project = try Kraftfile(KraftfileSamples.version07).validProject()
        #expect(
            KraftfilePrinter.print(project) == """
                spec: v0.7

                name: web

                template:
                  name: elf
                  source: ./elf

                unikraft:
                  version: stable
                  kconfig:
                    CONFIG_A: 'y'
                    CONFIG_B: 0x10

                libraries:
                  musl: stable
                  lwip:
                    source: https://example.com/lwip.git
                    version: '0.17'
                    kconfig:
                      CONFIG_LWIP_TCP: 'y'

                targets:
                - qemu/x86_64
                - platform: fc
                  architecture: arm64
                  kconfig:
                    CONFIG_X: 'n'

                rootfs:
                  source:
                    type: dockerfile
                    path: .
                    dockerfile: ./Dockerfile
                  format: erofs

                roms:
                - ./data.erofs
                - source: ./more
                  format: cpio

                cmd: ["/bin/web", "--name", "a b"]

                env:
                - B=1
                - A=

                volumes:
                - ./a:/b:ro
                - ./c:/

                labels:
                  a.b/c-d: '1'

                """)
    }

    @Test(
        arguments: KraftfileSamples.all + [
            "spec: v0.6\ncmd: [\"'a b'\"]\nruntime: {source: a, kconfig: {A: 1}}\n",
            "spec: v0.7\ncmd: \"'it''s'\"\nrootfs: a\n",
            "spec: v0.7\nunikraft: {source: k, type: kernel}\ntargets: []\n",
            "spec: v0.6\nlibraries: {a: {}, b: {version: ./x}}\nrootfs: a\n",
            "spec: v0.6\nunikraft: 'https://e.com/a.git@b'\ntargets: [qemu/arm]\nrootfs: [{source: a, type: cpio}]\n",
            "spec: v0.6\nruntime: a\nkconfig: {A: \"\", B: 'yes', C: '1.5', D: \"q\\\"\\\\\"}\nenv: ['A=x: y', B]\nlabels: {'on': 'off', '1': ''}\n",
            "spec: v0.7\nruntime: a\nvolumes: [{source: 'a:b', destination: /c, driver: d, readOnly: true}]\n",
            "spec: v0.6\nruntime: a\nvolumes: [{source: a, destination: /c, readonly: yes}]\ntargets: [{name: t, plat: fc/arm64, kernel: k}]\n",
        ])
    func readsTheSame(text: String) throws {
        let project = try Kraftfile(text).validProject()
        let printed = KraftfilePrinter.print(project)
        let again = Kraftfile(printed)
        #expect(again.project == project, "\(printed)\n\(again.diagnostics)")
        #expect(try KraftfilePrinter.print(again.validProject()) == printed)
    }

    @Test(.enabled(if: Corpus.directory != nil, "KRAFTFILE_CORPUS names no directory of Kraftfiles"))
    func corpusReadsTheSame() throws {
        for file in try Corpus.files() where !file.bytes.isEmpty {
            let project = try Kraftfile(file.bytes).validProject()
            #expect(Kraftfile(KraftfilePrinter.print(project)).project == project, "\(file.path)")
        }
    }
}
