import CLinux
import Glibc
import SystemPackage

/// A thread of the system that does one piece of blocking work. It must be joined.
package struct WorkerThread: ~Copyable {
    private let thread: pthread_t

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread.
    ///
    /// - Parameter body: What it does.
    /// - Throws: ``SystemCallError`` when the system gives no thread.
    package init(_ body: @escaping @Sendable () -> Void) throws(SystemCallError) {
        var thread = pthread_t()
        let box = unsafe Unmanaged.passRetained(Body(body))
        let result = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        guard result == 0 else {
            unsafe box.release()
            throw SystemCallError(systemCall: "pthread_create", errno: .init(rawValue: result))
        }
        self.thread = thread
    }

    /// Waits until the thread has ended.
    package consuming func join() {
        _ = pthread_join(thread, nil)
    }
}

/// How many processors this thread may run on (sched_getaffinity(2)); at least 1.
package func availableProcessorCount() -> Int {
    Int(clinux_processor_count())
}
