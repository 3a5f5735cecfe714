import Glibc
import SystemPackage
import SystemSupport
import UnikraftCore

extension NetworkManager {
    /// Starts dnsmasq when the network wants it and it does not run.
    func startNameService(of record: NetworkRecord, in root: StateDirectory) async throws {
        let own = try root.makeDirectory(record.name.text)
        guard record.servesNames, nameServiceProcess(in: own) == nil else { return }
        let plan = plan(record, own)
        guard let launcher else { throw Self.serviceMissing(record, "no process launcher was given") }
        try own.write(Self.hostsName, plan.hosts)
        var command = ProcessCommand("dnsmasq", plan.arguments, environment: ["LC_ALL": "C"])
        if let namespace = host.namespace {
            command = ProcessCommand(
                "nsenter", ["--net=\(namespace.string)", "dnsmasq"] + plan.arguments, environment: ["LC_ALL": "C"])
        }
        let result: ProcessResult
        do {
            result = try await launcher.run(command, input: [], outputLimit: 1 << 16)
        } catch let error as ProcessLaunchError where error.code == .notFound {
            throw Self.serviceMissing(record, "it is not in PATH")
        }
        guard !result.succeeded else { return }
        let output = String(decoding: result.standardError, as: UTF8.self).split(separator: "\n")
        throw NetworkError(
            code: .toolFailed, subject: record.name.text,
            message: "'dnsmasq' ended with \(result.termination) for the network '\(record.name)': "
                + "\(output.last { !$0.isEmpty } ?? "no output"). Perhaps another server has the port.",
            operation: "dnsmasq")
    }

    /// Stops dnsmasq of a network, if it runs.
    func stopNameService(of record: NetworkRecord, in root: StateDirectory) throws(NetworkError) {
        guard let own = try root.directory(record.name.text), let process = nameServiceProcess(in: own) else {
            return
        }
        _ = kill(process, SIGTERM)
    }

    /// The process id of the network's dnsmasq: the one in its file, when that process was started with the
    /// file's name.
    ///
    /// - Parameter own: The directory of the network.
    /// - Returns: The process id; nil when none runs.
    func nameServiceProcess(in own: StateDirectory) -> Int32? {
        // The file belongs to the user that dnsmasq runs as. It is only a hint: the process must have been
        // started with the file's name.
        guard let text = Self.head(FilePath(Self.nameServicePid), at: own.descriptor),
            let process = Int32(String(decoding: text.prefix { $0 > 0x20 }, as: UTF8.self)), process > 1,
            let line = Self.head(FilePath("/proc/\(process)/cmdline"))
        else { return nil }
        let wanted = Array(NameServicePlan.processArgument(in: own.path).utf8)
        return line.split(separator: 0).contains { $0.elementsEqual(wanted) } ? process : nil
    }

    private static func head(_ path: FilePath, at directory: Int32? = nil) -> [UInt8]? {
        guard let file = try? OwnedDescriptor.open(path, at: directory, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        else {
            return nil
        }
        return unsafe [UInt8](unsafeUninitializedCapacity: 8192) { buffer, count in
            count = max(0, unsafe read(file.rawValue, buffer.baseAddress, buffer.count))
        }
    }

    private func plan(_ record: NetworkRecord, _ own: StateDirectory) -> NameServicePlan {
        NameServicePlan(bridge: record.name, gateway: record.gateway, domain: record.domain, directory: own.path)
    }

    private static func serviceMissing(_ record: NetworkRecord, _ reason: String) -> NetworkError {
        NetworkError(
            code: .toolMissing, subject: record.name.text,
            message: "Serving names on '\(record.name)' needs 'dnsmasq': \(reason). Install the package dnsmasq-base.",
            operation: "dnsmasq")
    }
}
