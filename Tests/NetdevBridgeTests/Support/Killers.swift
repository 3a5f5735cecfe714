import Glibc
import NetdevBridge
import Synchronization
import UnikraftCore

/// Counts steps, and ends the process by SIGKILL at one of them.
final class StepCounter: Sendable {
    private let count = Atomic<Int>(0)
    private let last: Int

    /// Ends the process at a step; 0 never does.
    init(killAt last: Int = 0) {
        self.last = last
    }

    var steps: Int { count.load(ordering: .relaxed) }

    func step() {
        if count.add(1, ordering: .relaxed).newValue == last { kill(getpid(), SIGKILL) }
    }
}

/// A socket to the kernel that counts a step before each request and one after it.
struct CountingSocket: NetlinkSocket {
    let socket: KernelNetlinkSocket
    let counter: StepCounter

    func send(_ datagram: [UInt8]) throws(NetworkError) {
        counter.step()
        try socket.send(datagram)
        counter.step()
    }

    func receive() throws(NetworkError) -> [UInt8] {
        try socket.receive()
    }
}

/// Runs programs, and counts a step before each and one after it.
struct CountingLauncher: ProcessLauncher {
    let counter: StepCounter

    func run(_ command: ProcessCommand, input: [UInt8], outputLimit: Int) async throws -> ProcessResult {
        counter.step()
        let result = try ToolLauncher.run(command, input: input)
        counter.step()
        return result
    }

    func start(_ command: ProcessCommand, options: ProcessOptions) throws -> any RunningProcess {
        try ToolLauncher().start(command, options: options)
    }
}

extension TestNamespace {
    /// A manager whose steps are counted.
    static func manager(_ name: String, _ records: String, counting counter: StepCounter) -> NetworkManager {
        let plain = manager(name, records) { () throws(NetworkError) in
            CountingSocket(socket: try KernelNetlinkSocket(), counter: counter)
        }
        return NetworkManager(
            directory: plain.directory, host: plain.host, launcher: CountingLauncher(counter: counter))
    }

    /// What a network leaves: nothing.
    func leftovers() throws -> [String] {
        try interfaces().filter { $0 != "lo" } + recordNames() + [try inside("nft list ruleset")].filter { !$0.isEmpty }
            + (try forwarding() ? ["forwarding"] : [])
    }
}
