import Glibc
import SystemPackage
import Testing
import Unikraft
import UnikraftTesting

@Suite("What is said before a guest starts")
struct RunPreflightTests {
    @Test func everythingWrongWithFilesAndHostIsSaidTogether() async throws {
        let directory = try TemporaryDirectory()
        let place = try directory.project([
            "Kraftfile": "spec: v0.6\nruntme: base:latest\nruntime: kernel://./kernel\nrootfs: ./Dockerfile\n",
            "Dockerfile": "FROM scratch\nCOPPY a /a\n",
        ])
        let taken = try TakenPort()
        var request = RunRequest()
        request.source = place.string
        request.ports = [PortMapping(hostAddress: .loopback, hostPort: taken.number, guestPort: 80)]
        request.sharedDirectories = [SharedDirectory(source: "/nowhere", mountPoint: "/data", isReadOnly: true)]
        let preflight = try await request.preflight(directory.services())
        let text = preflight.description
        for reason in ["runtme", "COPPY", "\(taken.number)", "/nowhere", "not ready"] {
            #expect(text.contains(reason), "\(reason) is missing in:\n\(text)")
        }
        #expect(!preflight.isReady && preflight.resolved == nil)
        #expect(preflight.diagnostics.allSatisfy { $0.location != nil || $0.remedy != nil })
    }

    /// What the request names in place of a project is looked at as well, all of it.
    @Test func everythingWrongWithARequestIsSaidTogether() async throws {
        let directory = try TemporaryDirectory()
        let program = try directory.write("program", ELFFixture(type: 2).bytes, mode: 0o755)
        var request = RunRequest()
        request.source = program.string
        request.kernel = directory.path.appending("kernel")
        request.memory = ByteCount(bytes: 1 << 50)
        request.environment = [EnvironmentVariable(name: "", value: "x")]
        request.sharedDirectories = ["/tmp", "/etc"].map { SharedDirectory(source: FilePath($0), mountPoint: "/data") }
        request.memberships = [NetworkMembership(network: "lan")]
        let networks = FakeNetworks { _ in throw LaunchError(.configuration, "no such network: lan", remedy: "Make it.")
        }
        let preflight = try await request.preflight(directory.services(), networks: networks)
        let text = preflight.description
        for reason in [
            "kernel'", "fixed addresses", "1024 TiB", "name of a variable", "both to be mounted", "network: lan",
        ] {
            #expect(text.contains(reason), "\(reason) is missing in:\n\(text)")
        }
        #expect(preflight.resolved == nil)
    }

    @Test func aProjectsKernelAndItsFilesAreSaidTogether() async throws {
        let directory = try TemporaryDirectory()
        let place = try directory.project([
            "Kraftfile": "spec: v0.6\nruntime: kernel://./kernel\nrootfs: ./Dockerfile\n",
            "Dockerfile": "FROM scratch\nCOPY none /a\n",
        ])
        var request = RunRequest()
        request.source = place.string
        let preflight = try await request.preflight(directory.services())
        #expect(preflight.diagnostics.map(\.code.description) == ["missing-source", "missing-file"])
        let build = ProjectBuild(try UnikraftProject(in: place), services: directory.services())
        #expect(await build.problems(for: .qemu, .x86_64) == preflight.diagnostics)
        let plan = try await build.plan(for: .qemu, .x86_64)
        #expect(plan.steps.flatMap(\.lacks) == [place.appending("kernel").string])
    }

    @Test func theMachineAndTheProgramAreSaidTogether() async throws {
        let directory = try TemporaryDirectory()
        let place = try directory.project([
            "Kraftfile": "spec: v0.6\nruntime: kernel://./kernel\nrootfs: ./Dockerfile\n",
            "Dockerfile": "FROM scratch\nWORKDIR /srv\nCMD [\"/a\"]\n",
        ])
        _ = try directory.kernel("project/kernel")
        var request = RunRequest()
        request.source = place.string
        request.acceleration = .tcg
        request.memory = ByteCount(bytes: 1 << 20)
        let preflight = try await request.preflight(directory.services())
        #expect(preflight.diagnostics.map(\.code.description).sorted() == ["memory", "working-directory"])
        #expect(preflight.resolved != nil && preflight.plan == nil && !preflight.isReady)

        request.memory = nil
        let ready = try await request.preflight(directory.services())
        #expect(ready.isReady && ready.diagnostics.map(\.code.description) == ["working-directory"])
        #expect(ready.plan?.arguments.contains("-initrd") == true)
        request.isStrict = true
        let strict = try await request.preflight(directory.services())
        #expect(!strict.isReady && strict.diagnostics.containsErrors)
    }

    @Test func whatIsNotThereIsADiagnostic() async throws {
        let directory = try TemporaryDirectory()
        var request = RunRequest()
        request.source = "./nothing"
        let preflight = try await request.preflight(directory.services())
        #expect(preflight.diagnostics.count == 1 && preflight.description.contains("nothing"))
        #expect(preflight.diagnostics.first?.remedy?.isEmpty == false)
    }
}

/// A port of the loopback address that somebody listens on.
private struct TakenPort: ~Copyable {
    let number: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { socket in
                bind(descriptor, socket, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, socket, &length) == 0
            }
        }
        guard isListening else { throw Errno(rawValue: errno) }
        number = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }
}
