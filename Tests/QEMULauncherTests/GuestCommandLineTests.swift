import SystemPackage
import Testing
import UnikraftCore

@testable import QEMULauncher

@Suite("The guest's command line")
struct GuestCommandLineTests {
    @Test func aProgramWithoutParametersHasNoDashes() throws {
        #expect(try GuestCommandLine(arguments: ["/prog", "a", "b"]).encoded() == "/prog a b")
        #expect(try GuestCommandLine().encoded() == "")
    }

    @Test func theGuidesLine() throws {
        var line = GuestCommandLine(arguments: ["/server"])
        line.fileSystems = [.initramfs]
        line.networkAddresses = [
            GuestNetworkAddress(
                network: try IPv4Network(parsing: "172.44.0.2/24"), gateway: try IPv4Address(parsing: "172.44.0.1"))
        ]
        #expect(
            try line.encoded()
                == #"netdev.ip=172.44.0.2/24:172.44.0.1 vfs.fstab=[ "initrd0:/:extract:::" ] -- /server"#)
    }

    @Test(arguments: [
        "two words", "\"", "\\", "'", "a\\\"b", "tab\there", "line\nbreak", "it's", "\\\\", "$HOME", "*", "end\\",
        "ümlaut",
        "\"quoted\"", "--", "[", "]", "x=[ y ]", "#!", "a\u{b}b",
    ])
    func anyArgumentComesBack(argument: String) throws {
        let text = try GuestCommandLine(arguments: ["/prog", argument, "last"]).encoded()
        let words = GuestToken.split(text)
        let arguments = words.firstIndex(of: "/prog").map { Array(words[$0...]) }
        #expect(arguments == ["/prog", argument, "last"])
    }

    @Test func aDashArgumentNeedsAParameterInFront() throws {
        #expect(try GuestCommandLine(arguments: ["/prog", "--", "x"]).encoded() == "vfs.fstab=[ ] -- /prog -- x")
        #expect(throws: LaunchError.self) { try GuestCommandLine(arguments: ["--", "/prog"]).encoded() }
    }

    @Test(arguments: [[""], ["/prog", ""], ["/prog", "a\0b"]])
    func whatCannotBeExpressedIsRefused(arguments: [String]) {
        #expect(throws: LaunchError.self) { try GuestCommandLine(arguments: arguments).encoded() }
    }

    @Test func sixtyWordsAreTheLimit() throws {
        let most = [String](repeating: "x", count: 59)
        #expect(try GuestCommandLine(arguments: most).encoded().split(separator: " ").count == 59)
        #expect {
            try GuestCommandLine(arguments: most + ["x"]).encoded()
        } throws: { error in
            "\(error)".contains("61 words")
        }
        // The sixtieth word gets the rest of the line as it is, so it must need no quotes.
        #expect(throws: LaunchError.self) { try GuestCommandLine(arguments: most.dropLast() + ["two words"]).encoded() }
        #expect(
            try GuestCommandLine(arguments: most.dropLast(2) + ["two words"]).encoded().hasSuffix(#" x "two words""#))
        var line = GuestCommandLine(arguments: [String](repeating: "x", count: 55))
        line.fileSystems = [.initramfs]
        #expect(try line.encoded().hasSuffix(" x"))
        line.arguments.append("x")
        #expect(throws: LaunchError.self) { try line.encoded() }
    }

    @Test func bytesAreCountedWithTheKernelsPath() throws {
        let long = GuestCommandLine(arguments: ["/p", String(repeating: "a", count: 4000)])
        #expect(try long.encoded(programName: "k").utf8.count == 4003)
        #expect(throws: LaunchError.self) {
            try long.encoded(programName: String(repeating: "k", count: 92))
        }
        #expect(try long.encoded(programName: String(repeating: "k", count: 91)).utf8.count == 4003)
    }

    @Test func eightVariablesAreTheLimit() throws {
        var line = GuestCommandLine(arguments: ["/p"])
        line.environment = (0..<8).map { EnvironmentVariable(name: "N\($0)", value: "two words") }
        #expect(try line.encoded().hasPrefix(#"env.vars=[ "N0=two words" "N1="#))
        line.environment.append(EnvironmentVariable(name: "N8", value: ""))
        #expect(throws: LaunchError.self) { try line.encoded() }
        line.environment = [EnvironmentVariable(name: "A=B", value: "")]
        #expect(throws: LaunchError.self) { try line.encoded() }
    }

    @Test func aBracketAtTheEndOfAnEntryClosesItsList() throws {
        var line = GuestCommandLine(arguments: ["/p"])
        line.environment = ["[1]", "x", "[2]"].enumerated().map { EnvironmentVariable(name: "N\($0)", value: $1) }
        #expect(try line.encoded() == #"env.vars=[ "N0=[1]]" env.vars=[ "N1=x" "N2=[2]]" -- /p"#)
    }

    @Test func parametersOfTheUser() throws {
        #expect(try LibraryParameter(parsing: "a.b=c d").value == .single("c d"))
        #expect(try LibraryParameter(parsing: #"a.b=[ "c d" e ]"#).value == .list(["c d", "e"]))
        #expect(try LibraryParameter(parsing: "a.b=[x]").value == .list(["x"]))
        for text in ["", "a=b", "a.b", "a.b=", ".b=c", "a.=c", "a.b=[ c", "a b.c=d", "-- a.b=c"] {
            #expect(throws: LaunchError.self) { try LibraryParameter(parsing: text) }
        }
        var line = GuestCommandLine(arguments: ["/p"])
        line.parameters = [LibraryParameter(name: "a.b", value: .single("[x"))]
        #expect(throws: LaunchError.self) { try line.encoded() }
    }

    @Test func arm64NeedsAProgramName() throws {
        #expect(try GuestCommandLine(arguments: ["/p"]).encoded(architecture: .arm64, programName: "k") == "k /p")
        #expect(
            try GuestCommandLine(arguments: ["/p", "--"]).encoded(architecture: .arm64, programName: "k")
                == "k vfs.fstab=[ ] -- /p --")
    }

    /// Of two values the guest takes the first, so the caller's stands alone.
    @Test func theCallersParametersStandInThePlaceOfOurs() throws {
        var line = GuestCommandLine(arguments: ["/p"])
        line.fileSystems = [.initramfs]
        line.networkAddresses = [GuestNetworkAddress(network: try IPv4Network(parsing: "10.0.2.15/24"))]
        line.parameters = [
            LibraryParameter(name: "vfs.fstab", value: .list(["initrd0:/:extract::ramfs=1:"])),
            LibraryParameter(name: "netdev.ip", value: .single("10.0.2.77/24")),
        ]
        #expect(
            try line.encoded() == "vfs.fstab=[ \"initrd0:/:extract::ramfs=1:\" ] netdev.ip=10.0.2.77/24 -- /p")
    }

    @Test func theDevelopmentGuestFramesTheSameText() throws {
        let guest = GuestProfile.development(initArchive: "init.cpio")
        #expect(
            try GuestCommandLine(arguments: ["/p"]).encoded(for: guest) == "console=ttyS0 panic=-1 no_timer_check -- /p"
        )
        let long = GuestCommandLine(arguments: ["/p", String(repeating: "a", count: 2003)])
        #expect(try long.encoded(for: guest).utf8.count == 2047)
        #expect(throws: LaunchError.self) {
            try GuestCommandLine(arguments: ["/p", String(repeating: "a", count: 2004)]).encoded(for: guest)
        }
        // Linux panics when its init gets more than 32 words.
        let most = GuestCommandLine(arguments: [String](repeating: "x", count: 32))
        #expect(try most.encoded(for: guest).hasSuffix("-- \(most.arguments.joined(separator: " "))"))
        let more = GuestCommandLine(arguments: [String](repeating: "x", count: 32) + ["a \"%"])
        #expect(
            try more.encoded(for: guest)
                == "console=ttyS0 panic=-1 no_timer_check unikraft.text="
                + [String](repeating: "x", count: 32).joined(separator: "%20") + #"%20%22a%20\%22%25%22"#)
        var framed = GuestCommandLine(arguments: [String](repeating: "x", count: 50))
        framed.fileSystems = [.initramfs]
        #expect(try framed.encoded(for: guest).hasSuffix(" x"))
    }

    @Test func networkFieldsMayNotHoldColons() throws {
        var line = GuestCommandLine(arguments: ["/p"])
        let network = try IPv4Network(parsing: "10.0.0.2/8")
        line.networkAddresses = [GuestNetworkAddress(network: network, hostName: "a:b")]
        #expect(throws: LaunchError.self) { try line.encoded() }
        line.networkAddresses = [GuestNetworkAddress(network: network, hostName: "box", domain: "local")]
        #expect(try line.encoded() == "netdev.ip=10.0.0.2/8::::box:local -- /p")
    }
}
