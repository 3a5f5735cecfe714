import CLinux
import Glibc
import Synchronization
package import SystemPackage
import SystemSupport

/// A thread that enters a network namespace, does one thing there and ends. The namespace of a thread cannot
/// leak into other work this way.
package enum NamespaceThread {
    private final class Job<Output: Sendable>: Sendable {
        let namespace: Int32
        let path: FilePath
        let work: @Sendable () throws(NetworkError) -> Output
        let result = Mutex<Result<Output, NetworkError>?>(nil)

        init(namespace: Int32, path: FilePath, work: @escaping @Sendable () throws(NetworkError) -> Output) {
            self.namespace = namespace
            self.path = path
            self.work = work
        }

        func run() {
            // CLONE_NEWNET (linux/sched.h)
            guard clinux_setns(namespace, 0x4000_0000) == 0 else {
                let error = NetworkError.system(.last("setns", path), "enter the network namespace '\(path)'")
                return result.withLock { $0 = .failure(error) }
            }
            do throws(NetworkError) {
                let output = try work()
                result.withLock { $0 = .success(output) }
            } catch {
                result.withLock { $0 = .failure(error) }
            }
        }
    }

    /// Runs work in a namespace and waits for it.
    ///
    /// - Parameters:
    ///   - path: A file of the namespace, for example `/run/netns/NAME`.
    ///   - work: What to do there.
    /// - Returns: What the work returned.
    /// - Throws: ``NetworkError`` from the work, or when the namespace cannot be entered.
    package static func run<Output: Sendable>(
        in path: FilePath, _ work: @escaping @Sendable () throws(NetworkError) -> Output
    ) throws(NetworkError) -> Output {
        let namespace: OwnedDescriptor
        do {
            namespace = try .open(path, flags: O_RDONLY)
        } catch {
            throw .system(error, "open the network namespace '\(path)'")
        }
        let job = Job(namespace: namespace.rawValue, path: path, work: work)
        try runOnThread(job.run)
        guard let result = job.result.withLock({ $0 }) else {
            throw NetworkError(
                code: .systemFailure, subject: path.string, message: "The thread for '\(path)' left no result.")
        }
        return try result.get()
    }

    private final class Start {
        let body: () -> Void

        init(_ body: @escaping () -> Void) {
            self.body = body
        }
    }

    private static func runOnThread(_ body: @escaping () -> Void) throws(NetworkError) {
        let start = unsafe Unmanaged.passRetained(Start(body)).toOpaque()
        var thread = pthread_t()
        let error = unsafe pthread_create(
            &thread, nil,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
                }
                return nil
            }, start)
        guard error == 0 else {
            unsafe Unmanaged<Start>.fromOpaque(start).release()
            throw .system(
                SystemCallError(systemCall: "pthread_create", errno: Errno(rawValue: error)), "start a thread")
        }
        pthread_join(thread, nil)
    }
}
