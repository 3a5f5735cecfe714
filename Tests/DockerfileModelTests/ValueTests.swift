import Testing
import UnikraftCore

@testable import DockerfileModel

@Suite("Values")
struct ValueTests {
    @Test(
        "Durations",
        arguments: [
            ("5s", Duration.seconds(5)), ("1m30s", .seconds(90)), ("1.5h", .seconds(5400)),
            ("500ms", .milliseconds(500)),
            ("2us", .microseconds(2)), ("2µs", .microseconds(2)), ("7ns", .nanoseconds(7)), ("0", .zero),
            ("-3s", .seconds(-3)),
            (".5s", .milliseconds(500)), ("+1s", .seconds(1)),
        ])
    func durations(text: String, expected: Duration) throws {
        #expect(try DurationValue.parse(text) == expected)
    }

    @Test("Wrong durations", arguments: ["", "5", "s", "5 s", "1d", "1e3s", "--1s", ".s", "99999999999999h"])
    func wrongDurations(text: String) {
        #expect(throws: DockerfileError.self) { try DurationValue.parse(text) }
    }

    @Test(
        "Sizes",
        arguments: [
            ("0", UInt64(0)), ("10", 10), ("10b", 10), ("1k", 1024), ("1KB", 1024), ("2MiB", 2 << 20),
            ("1.5g", 3 << 29),
            ("1 g", 1 << 30), ("1p", 1 << 50),
        ])
    func sizes(text: String, expected: UInt64) throws {
        #expect(try SizeValue.parse(text) == expected)
    }

    @Test("Wrong sizes", arguments: ["", "m", "-1", "1x", "1bb", "1kib2", "1mm", "99999999999p", "1.2.3"])
    func wrongSizes(text: String) {
        #expect(throws: DockerfileError.self) { try SizeValue.parse(text) }
    }

    @Test("Signals")
    func signals() {
        #expect(SignalName.number(of: "SIGTERM") == 15)
        #expect(SignalName.number(of: "kill") == 9)
        #expect(SignalName.number(of: "SIGRTMIN+3") == 37)
        #expect(SignalName.number(of: "rtmax-1") == 63)
        #expect(SignalName.number(of: "9") == 9)
        for wrong in ["", "0", "SIGNOPE", "RTMIN+16", "SIG"] { #expect(SignalName.number(of: wrong) == nil) }
    }

    @Test("File modes")
    func modes() throws {
        #expect(try FileModeChange(parsing: "755") == .octal(0o755))
        #expect(try FileModeChange(parsing: "04755") == .octal(0o4755))
        #expect(try FileModeChange(parsing: "u=rwX,go=rX") == .symbolic("u=rwX,go=rX"))
        #expect(try FileModeChange(parsing: "+x") == .symbolic("+x"))
        #expect(try FileModeChange(parsing: "g=u-w") == .symbolic("g=u-w"))
        for wrong in ["", "8", "10000", "rwx", "u", "u+q", "a=r,", "0x1f"] {
            #expect(throws: DockerfileError.self) { try FileModeChange(parsing: wrong) }
        }
    }

    @Test("Ports")
    func ports() throws {
        #expect(try ExposedPort(parsing: "80").description == "80/tcp")
        #expect(try ExposedPort(parsing: "53/UDP").description == "53/udp")
        #expect(try ExposedPort(parsing: "53/UDP").hasCapitals)
        #expect(try ExposedPort(parsing: "8000-8010/sctp").description == "8000-8010/sctp")
        #expect(try ExposedPort(parsing: "127.0.0.1:80:8080").hasHostPart)
        #expect(try ExposedPort(parsing: "80:8080").description == "8080/tcp")
        #expect(try ExposedPort(parsing: "[::1]:80:81").description == "81/tcp")
        for wrong in ["", "/tcp", "x", "70000", "5-3", "80/icmp", "1-2:1-3", "nohost:1:2", "+1"] {
            #expect(throws: DockerfileError.self) { try ExposedPort(parsing: wrong) }
        }
    }

    @Test("Platforms")
    func platforms() throws {
        #expect(try ImagePlatform(parsing: "linux/amd64").description == "linux/amd64")
        #expect(try ImagePlatform(parsing: "Linux/x86_64").architecture == "amd64")
        #expect(try ImagePlatform(parsing: "linux/arm/7").variant == "v7")
        #expect(try ImagePlatform(parsing: "aarch64").description == "linux/arm64")
        #expect(try ImagePlatform(parsing: "windows(10.0.1)/amd64").osVersion == "10.0.1")
        for wrong in ["", "/", "linux/", "a/b/c/d", "linux/amd 64", "toaster", "linux/*"] {
            #expect(throws: DockerfileError.self) { try ImagePlatform(parsing: wrong) }
        }
    }

    @Test("HEALTHCHECK")
    func healthcheck() {
        #expect(kind("HEALTHCHECK NONE") == .healthcheck(HealthcheckInstruction(command: nil)))
        #expect(
            kind("HEALTHCHECK --interval=5m --timeout=3s --start-period=1s --start-interval=2s --retries=4 CMD curl x")
                == .healthcheck(
                    HealthcheckInstruction(
                        command: .shell("curl x"), interval: .seconds(300), timeout: .seconds(3),
                        startPeriod: .seconds(1), startInterval: .seconds(2), retries: 4)))
        #expect(kind("HEALTHCHECK cmd [\"a\"]") == .healthcheck(HealthcheckInstruction(command: .exec(["a"]))))
        for (text, expected) in [
            ("HEALTHCHECK", "2:1 bad-arguments"), ("HEALTHCHECK RUN x", "2:13 bad-arguments"),
            ("HEALTHCHECK CMD", "2:13 bad-arguments"), ("HEALTHCHECK NONE x", "2:13 bad-arguments"),
            ("HEALTHCHECK CMD []", "2:13 bad-arguments"), ("HEALTHCHECK --interval=5 CMD x", "2:13 bad-value"),
            ("HEALTHCHECK --timeout=1us CMD x", "2:13 bad-value"), ("HEALTHCHECK --retries=-1 CMD x", "2:13 bad-value"),
        ] {
            #expect(problems(text) == [expected], "\(text)")
        }
    }

    @Test("What ADD leads to")
    func origins() {
        #expect(CopySource.origin(of: "a/b.git") == .files)
        #expect(CopySource.origin(of: "https://h/f.tar") == .remoteFile)
        #expect(CopySource.origin(of: "HTTPS://h/r.git#main:dir") == .repository)
        #expect(CopySource.origin(of: "git@h:r.git") == .repository)
        #expect(CopySource.origin(of: "ssh://h/r") == .repository)
    }

    @Test("References of images")
    func references() {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        for good in [
            "a", "a:1", "a/b", "h.example:5000/a_b/c--d:T.1", "localhost/a", "a@\(digest)", "a:1@\(digest)", "a__b",
        ] {
            #expect(ImageReferenceSyntax.isValid(good), "\(good)")
        }
        let digits = String(repeating: "a", count: 64)
        for bad in [
            "", "A", "a:", "a b", "a//b", "-a", "a-", "a___b", "a:.x", "a@sha256:12", "a/", digits, "a$b", "a:b:c",
        ] {
            #expect(!ImageReferenceSyntax.isValid(bad), "\(bad)")
        }
    }
}
