import Synchronization

extension Machine {
    /// Halts the guest's processors.
    ///
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/control`` when the machine has ended or QEMU refuses.
    public func pause() async throws {
        try await control.execute(QMP.Stop())
    }

    /// Lets the guest's processors go on.
    ///
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/control`` when the machine has ended or QEMU refuses.
    public func resume() async throws {
        try await control.execute(QMP.Continue())
    }

    /// Stops the machine and waits until nothing of it is left. Cancellation does not keep it from that.
    ///
    /// - Parameter grace: The time that the guest gets to react to its power button, before QEMU is ended.
    ///   Unikraft has no such button; zero skips it.
    public func stop(grace: Duration = .zero) async {
        let process = state.withLock { state in
            state.isStopping = true
            if let next = state.life.after(.stopRequested) { state.life = next }
            return state.process
        }
        if grace > .zero, let process {
            _ = try? await process.control.execute(QMP.PowerDown(), timeout: grace)
            await waitForExit(atMost: grace)
        }
        process?.end(atOnce: false)
        await waitForExit(atMost: .seconds(2))
        process?.end(atOnce: true)
        // A task of its own, because this one may be cancelled and the wait must not be.
        await Task.detached { [self] in _ = try? await waitUntilExit() }.value
    }

    /// Stops the machine when it runs longer than it may.
    func stop(after limit: Duration) async {
        await waitForExit(atMost: limit)
        let isRunning = state.withLock { state in
            guard exitStatus == nil, !state.isStopping else { return false }
            state.overran = limit
            return true
        }
        if isRunning { await stop() }
    }

    private func waitForExit(atMost duration: Duration) async {
        guard exitStatus == nil else { return }
        await Task.detached { [self] in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { [self] in _ = try? await waitUntilExit() }
                group.addTask { try? await Task.sleep(for: duration) }
                await group.next()
                group.cancelAll()
            }
        }.value
    }

    /// Writes to the guest's serial console, as if it were typed. It waits while the guest does not read.
    ///
    /// - Parameter bytes: What to write.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/control`` when the machine has ended, or
    ///   ``MachineOptions/acceptsInput`` was not set.
    public func write(_ bytes: [UInt8]) async throws {
        let process = state.withLock { $0.process }
        do {
            guard options.acceptsInput, let process else { throw CancellationError() }
            try await process.write(bytes)
        } catch {
            throw LaunchError(
                .control, subject: plan.name, "nothing can be written to the console of '\(plan.name)'",
                remedy: process == nil ? "The machine has ended." : "Start it with an input (acceptsInput).")
        }
    }

    /// What QEMU's monitor for people answers to a command.
    func monitor(_ command: String) async throws -> String {
        try await control.execute(QMP.HumanMonitor(command))
    }
}
