import SystemPackage
import Unikraft

/// What `kraft ps` and `kraft inspect` show of a machine.
struct MachineSummary: Encodable {
    var name: String
    var state: String
    var exit: String?
    var problems: [String]
    var kernel: String
    var initramfs: String?
    var commandLine: String
    var memoryMebibytes: UInt64
    var accelerator: String
    var ports: [String]
    var networks: [NetworkMembership]
    var createdAt: Int64
    var startedAt: Int64
    var restartPolicy: String?
    var restarts: Int?
    var supervisorProcessIdentifier: Int32?
    var processIdentifier: Int32?
    var processorMilliseconds: Int64?
    var residentBytes: UInt64?
    var receivedBytes: UInt64?
    var sentBytes: UInt64?
    var directory: String

    init(_ machine: StoredMachine) async {
        let record = machine.record
        name = record.name
        state = machine.isWaitingToRestart ? "restarting" : await machine.currentState().rawValue
        exit = machine.exit?.description
        problems = machine.problems
        kernel = record.kernel
        initramfs = record.initramfs
        commandLine = record.commandLine
        memoryMebibytes = record.memoryMebibytes
        accelerator = record.accelerator
        ports = record.ports + (record.networkPorts ?? [])
        networks = record.networks ?? []
        createdAt = record.createdAt
        startedAt = record.startedAt
        restartPolicy = record.restartPolicy
        restarts = record.restarts
        supervisorProcessIdentifier = record.supervisor?.isAlive == true ? record.supervisor?.processIdentifier : nil
        processIdentifier = machine.isRunning ? record.process?.processIdentifier : nil
        let metrics = machine.metrics
        processorMilliseconds = metrics.map {
            let (seconds, attoseconds) = $0.processorTime.components
            return seconds * 1000 + attoseconds / 1_000_000_000_000_000
        }
        residentBytes = metrics?.residentBytes
        receivedBytes = metrics?.traffic?.receivedBytes
        sentBytes = metrics?.traffic?.sentBytes
        directory = machine.directory.string
    }
}
