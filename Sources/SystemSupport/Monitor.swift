import Glibc

/// State that several threads share: one at a time, with a way to wait for a change.
@safe
package final class Monitor<State>: @unchecked Sendable {
    // Unchecked: every access to `state` is made with `mutex` held.
    private var state: State
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let change: UnsafeMutablePointer<pthread_cond_t>
    private var waiterCount = 0

    /// Creates the monitor.
    ///
    /// - Parameter state: What the threads share.
    package init(_ state: sending State) {
        self.state = state
        unsafe mutex = .allocate(capacity: 1)
        unsafe change = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(change, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(change)
        unsafe pthread_mutex_destroy(mutex)
        unsafe change.deallocate()
        unsafe mutex.deallocate()
    }

    /// Looks at the state, or changes it.
    ///
    /// - Parameter body: What to do; must not wait for another thread.
    /// - Returns: What `body` returned.
    package func withLock<Result>(_ body: (inout State) -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body(&state)
    }

    /// Waits until the state is as wanted, then changes it.
    ///
    /// - Parameters:
    ///   - condition: Whether the state is as wanted. It is asked again after each ``wakeAll()``.
    ///   - body: What to do then.
    /// - Returns: What `body` returned.
    package func withLock<Result>(when condition: (State) -> Bool, _ body: (inout State) -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while !condition(state) {
            waiterCount += 1
            unsafe pthread_cond_wait(change, mutex)
            waiterCount -= 1
        }
        return body(&state)
    }

    /// Lets the threads that wait look at the state again.
    package func wakeAll() {
        unsafe pthread_mutex_lock(mutex)
        if waiterCount > 0 { unsafe pthread_cond_broadcast(change) }
        unsafe pthread_mutex_unlock(mutex)
    }
}
