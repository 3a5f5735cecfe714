import CLinux
import Dispatch
import Glibc
import Synchronization
import SystemPackage
import SystemSupport
import UnikraftCore

/// A process made by the spawn shim, watched through its pidfd.
final class SpawnedProcess: RunningProcess {
    let processIdentifier: Int32
    let standardOutput: ProcessOutput
    let standardError: ProcessOutput

    private let input: DescriptorWriter?
    private let executable: String
    private let endsWithParent: Bool
    private let exit: ExitWatch

    init(_ command: ProcessCommand, options: ProcessOptions) throws {
        let path = try ExecutableSearch.locate(command.executable)
        executable = command.executable
        endsWithParent = options.endsWithParent
        let channels: ChildChannels
        do {
            channels = try ChildChannels(options)
        } catch {
            throw ProcessLaunchError(
                code: .systemFailure, executable: command.executable, errno: error.errno.rawValue,
                message: "No pipe to '\(path)' could be made: \(error). Check the limit on open files (ulimit -n).")
        }
        let child = try Self.spawn(path, command, options, channels)
        processIdentifier = child.pid
        exit = ExitWatch(processIdentifier: child.pid, pidfd: OwnedDescriptor(adopting: child.pidfd))
        standardOutput = Self.output(channels.output.own)
        standardError = Self.output(channels.error.own)
        input = Self.writer(channels.input.own)
    }

    deinit {
        if endsWithParent { exit.signal(SIGKILL, wholeGroup: true) }
    }

    func write(_ bytes: [UInt8]) async throws {
        guard let input else {
            throw ProcessLaunchError(
                code: .inputClosed, executable: executable,
                message: "The input of '\(executable)' was not asked for when it was started.")
        }
        guard await input.write(bytes) else {
            throw ProcessLaunchError(
                code: .inputClosed, executable: executable, errno: EPIPE,
                message: "'\(executable)' has closed its input.")
        }
    }

    func waitUntilExit() async -> ProcessTermination {
        await exit.wait()
    }

    func signal(_ number: Int32, wholeGroup: Bool) {
        exit.signal(number, wholeGroup: wholeGroup)
    }

    private static func writer(_ descriptor: consuming OwnedDescriptor?) -> DescriptorWriter? {
        guard let descriptor else { return nil }
        return DescriptorWriter(descriptor: descriptor)
    }

    private static func output(_ descriptor: consuming OwnedDescriptor?) -> ProcessOutput {
        guard let descriptor else { return ProcessOutput { nil } }
        let reader = DescriptorReader(descriptor: descriptor)
        return ProcessOutput { await reader.next() }
    }

    private static func spawn(
        _ path: String, _ command: ProcessCommand, _ options: ProcessOptions, _ channels: borrowing ChildChannels
    ) throws(ProcessLaunchError) -> (pid: Int32, pidfd: Int32) {
        var environment = unsafe currentEnvironment()
        for (name, value) in command.environment { environment[name] = value }
        let arguments = CStringArray([command.executable] + command.arguments)
        let variables = CStringArray(environment.map { "\($0.key)=\($0.value)" }.sorted())
        let directory = CStringArray(command.workingDirectory.map { [$0] } ?? [])
        let result = unsafe options.passedDescriptors.withUnsafeBufferPointer { passed in
            unsafe path.withCString { file in
                var request = unsafe clinux_spawn_request(
                    path: file, arguments: arguments.base, environment: variables.base,
                    working_directory: directory.base[0], standard_input: channels.input.childNumber(inherited: 0),
                    standard_output: channels.output.childNumber(inherited: 1),
                    standard_error: channels.error.childNumber(inherited: 2), passed_descriptors: passed.baseAddress,
                    passed_descriptor_count: passed.count, new_process_group: options.ownProcessGroup ? 1 : 0,
                    new_session: options.ownSession ? 1 : 0,
                    parent_death_signal: options.endsWithParent ? SIGKILL : 0)
                return unsafe clinux_spawn(&request)
            }
        }
        guard result.error == 0 else { throw failure(result, path, command) }
        return (result.pid, result.pidfd)
    }

    private static func failure(
        _ result: clinux_spawn_result, _ path: String, _ command: ProcessCommand
    ) -> ProcessLaunchError {
        let reason = Errno(rawValue: result.error)
        if result.failed_step == Int32(clinux_spawn_step_directory.rawValue) {
            return ProcessLaunchError(
                code: .systemFailure, executable: command.executable, errno: result.error,
                message:
                    "'\(path)' cannot be started in '\(command.workingDirectory ?? "")': \(reason). Check that directory."
            )
        }
        if result.failed_step == Int32(clinux_spawn_step_execute.rawValue) {
            return ProcessLaunchError(
                code: .notExecutable, executable: command.executable, errno: result.error,
                message: "'\(path)' cannot be executed: \(reason). Check that it is a program for this system.")
        }
        return ProcessLaunchError(
            code: .systemFailure, executable: command.executable, errno: result.error,
            message: "No process could be made for '\(path)': \(reason). Check the limits on processes and open files.")
    }
}

/// The variables of this process. Entries without `=` are left out.
@unsafe private func currentEnvironment() -> [String: String] {
    var variables: [String: String] = [:]
    var cursor = unsafe environ
    while let entry = unsafe cursor.pointee {
        let text = unsafe String(cString: entry)
        if let equals = text.firstIndex(of: "=") {
            variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        unsafe cursor += 1
    }
    return variables
}
