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

/// Whether fewer threads run on the machine than it has processors (proc(5), `/proc/loadavg`); true when
/// the system does not tell.
package func hasIdleProcessor() -> Bool {
    var text = [UInt8](repeating: 0, count: 64)
    let file = unsafe clinux_openat(AT_FDCWD, "/proc/loadavg", O_RDONLY | O_CLOEXEC, 0)
    guard file >= 0 else { return true }
    let count = unsafe read(file, &text, text.count)
    close(file)
    // Three averages, then "running/existing" and the latest process.
    let fields = text.prefix(max(count, 0)).split(separator: UInt8(ascii: " "))
    guard fields.count > 3,
        let running = Int(String(decoding: fields[3].prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self))
    else { return true }
    return running < sysconf(Int32(_SC_NPROCESSORS_ONLN))
}

/// How many processors this thread may run on (sched_getaffinity(2)); at least 1.
package func availableProcessorCount() -> Int {
    Int(clinux_processor_count())
}
