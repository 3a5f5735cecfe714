import Dispatch
import Glibc
import Synchronization

/// Waits until a descriptor can be read or written, once for each call.
final class DescriptorReadiness: Sendable {
    static let queue = DispatchQueue(label: "swift-unikraft.pipes")

    private struct State {
        var waiter: CheckedContinuation<Void, Never>?
        var isCancelled = false
        var isSuspended = true
    }

    /// Sources may be used from any thread; Dispatch does not say so in their type.
    private nonisolated(unsafe) let source: any DispatchSourceProtocol
    private let state = Mutex(State())

    /// Takes over a source and its descriptor, which is closed once the source has let go of it.
    init(_ source: any DispatchSourceProtocol, descriptor: Int32) {
        unsafe self.source = source
        source.setEventHandler { [weak self] in self?.becameReady() }
        source.setCancelHandler { _ = close(descriptor) }
    }

    /// Returns when the descriptor is ready, or the task is cancelled.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isCancelled || Task.isCancelled { return true }
                    state.waiter = continuation
                    if state.isSuspended {
                        state.isSuspended = false
                        unsafe source.resume()
                    }
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            take()?.resume()
        }
    }

    func cancel() {
        let waiter = state.withLock { state in
            state.isCancelled = true
            unsafe source.cancel()
            // A suspended source must run before it may be released.
            if state.isSuspended { unsafe source.resume() }
            state.isSuspended = false
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    private func becameReady() {
        state.withLock { state in
            guard !state.isSuspended, !state.isCancelled else { return }
            state.isSuspended = true
            unsafe source.suspend()
        }
        take()?.resume()
    }

    private func take() -> CheckedContinuation<Void, Never>? {
        state.withLock { state in
            defer { state.waiter = nil }
            return state.waiter
        }
    }
}
