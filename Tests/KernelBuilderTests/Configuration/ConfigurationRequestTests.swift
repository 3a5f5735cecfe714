import Testing
import UnikraftCore

@testable import KernelBuilder

struct ConfigurationRequestTests {
    @Test func writesValuesByTheTypeOfTheSymbol() throws {
        let tree = try readTree([
            "Config.uk": """
            config B
            \tbool "b"
            config H
            \thex "h"
            config I
            \tint "i"
            config S
            \tstring "s"
            """
        ])
        var request = ConfigurationRequest()
        request.set("CONFIG_B", "true", origin: .application)
        request.set("H", "0x0000001000000000", origin: .core)
        request.set("I", "12", origin: .core)
        request.set("S", "0x10", origin: .core)
        request.set("UNKNOWN_HEX", "0x20", origin: .core)
        request.set("B", "n", origin: .target)
        let text = try request.defconfig(for: tree).text
        #expect(
            text == """
                # CONFIG_B is not set
                CONFIG_H=0x0000001000000000
                CONFIG_I=12
                CONFIG_S="0x10"
                CONFIG_UNKNOWN_HEX=0x20

                """)
    }

    @Test(arguments: [
        ("B", "maybe"), ("H", "0xzz"), ("I", "1.5"), ("B", "16"), ("BAD NAME", "y"), ("S", "a\nCONFIG_X=y"),
    ])
    func refusesValuesThatTheTypeForbids(_ name: String, _ text: String) throws {
        let tree = try readTree([
            "Config.uk": "config B\n\tbool\nconfig H\n\thex\nconfig I\n\tint\nconfig S\n\tstring\n"
        ])
        var request = ConfigurationRequest()
        request.set(name, text, origin: .library("x"))
        let error = #expect(throws: KernelBuildError.self) { try request.defconfig(for: tree) }
        #expect(error?.code == .configuration)
    }

    @Test func selectsArchitectureAndPlatform() {
        var request = ConfigurationRequest()
        request.select(Architecture.arm64)
        request.select(Platform.firecracker)
        #expect(request.entries.map(\.name) == ["ARCH_ARM_64", "PLAT_KVM", "KVM_VMM_FIRECRACKER"])
    }

    @Test func numbersTheEnvironmentInOrder() throws {
        var request = ConfigurationRequest()
        request.set("LIBPOSIX_ENVIRON_ENVP1", "PATH=/bin", origin: .application)
        try request.set(environment: [("A", "1"), ("B", "two words")])
        #expect(request["LIBPOSIX_ENVIRON_ENVP2"]?.text == "A=1")
        #expect(request["LIBPOSIX_ENVIRON_ENVP3"]?.text == "B=two words")
        let many = (0..<16).map { (name: "V\($0)", value: "x") }
        #expect(throws: KernelBuildError.self) { try request.set(environment: many) }
    }

    @Test func namesTheEmbeddedArchiveForOldAndNewCores() throws {
        for (way, path) in zip(EmbeddedInitrd.all, ["/a.cpio", "/b.cpio"]) {
            var request = ConfigurationRequest()
            request.set(way.switches[0], "y", origin: .application)
            #expect(request.embedsInitrd)
            #expect(throws: KernelBuildError.self) { try request.embed(nil) }
            try request.embed(path)
            #expect(request[way.pathSymbol]?.text == path)
            try request.embed("/other.cpio")
            #expect(request.ownInitrdPath == path)
        }
        var table = ConfigurationRequest()
        table.set("LIBVFSCORE_FSTAB", "y", origin: .application)
        try table.embed(nil)
        #expect(table.ownInitrdPath == nil)
    }
}
