import Testing

@testable import KernelBuilder

struct ConfigurationDifferenceTests {
    private func difference(_ name: String, _ value: String, result: String) throws -> ConfigurationDifference? {
        let tree = try readTree([
            "Config.uk": """
            config LIBVFSCORE
            \tbool "vfs"
            config FSTAB
            \tbool "fstab"
            \tdepends on LIBVFSCORE
            config HIDDEN
            \tbool
            config USER
            \tbool "user"
            \tselect HIDDEN
            \tselect LIBVFSCORE
            config COUNT
            \tint "count"
            \trange 1 64
            choice
            \tprompt "Level"
            config SMALL
            \tbool "small"
            config FAST
            \tbool "fast"
            endchoice
            """
        ])
        var request = ConfigurationRequest()
        request.set(name, value, origin: .target)
        return ConfigurationComparison.differences(request: request, result: configuration(result), tree: tree).first
    }

    @Test func explainsUnknownSymbols() throws {
        let difference = try #require(try difference("CONFIG_FSTABB", "y", result: ""))
        #expect(difference.reason == .unknown(suggestion: "FSTAB"))
        #expect(difference.description.hasPrefix("CONFIG_FSTABB=y of the target was dropped: no such symbol"))
    }

    @Test func namesTheUnmetDependency() throws {
        let difference = try #require(try difference("FSTAB", "y", result: "# CONFIG_LIBVFSCORE is not set\n"))
        #expect(difference.reason.description == "it depends on LIBVFSCORE (is n)")
    }

    @Test func namesTheOtherMemberOfAChoice() throws {
        let difference = try #require(
            try difference("SMALL", "y", result: "# CONFIG_SMALL is not set\nCONFIG_FAST=y\n"))
        #expect(difference.reason == .otherChoice(chosen: "FAST", prompt: "Level"))
        #expect(difference.result == .no)
    }

    @Test func namesWhoSelects() throws {
        #expect(try difference("HIDDEN", "y", result: "")?.reason == .notUserSettable(selectedBy: ["USER"]))
        let kept = try difference("LIBVFSCORE", "n", result: "CONFIG_LIBVFSCORE=y\nCONFIG_USER=y\n")
        #expect(kept?.reason == .selectedBy(["USER"]))
    }

    @Test func namesTheRange() throws {
        let difference = try #require(try difference("COUNT", "100", result: "CONFIG_COUNT=64\n"))
        #expect(difference.reason == .outOfRange(low: "1", high: "64"))
    }

    @Test(arguments: [
        ("FSTAB", "n", ""), ("COUNT", "0x10", "CONFIG_COUNT=16\n"), ("GONE", "n", ""),
        ("FSTAB", "y", "CONFIG_FSTAB=y\n"), ("TEXT", "", ""),
    ])
    func findsNoDifference(_ name: String, _ value: String, _ result: String) throws {
        #expect(try difference(name, value, result: result) == nil)
    }
}
