import Glibc
import SystemPackage

/// What the system tells of a process (proc(5), `/proc/PID/stat`).
package struct ProcessStatus: Sendable, Hashable {
    /// When it was started, in clock ticks since the boot (field 22).
    package var startTime: UInt64
    /// Processor time in user mode and in the kernel, in clock ticks (fields 14 and 15).
    package var processorTicks: UInt64
    /// Memory in use, in pages (field 24).
    package var residentPages: UInt64
    /// Whether it has ended and was not waited for (field 3).
    package var hasEnded: Bool

    /// Asks for a process; nil when there is none of that number.
    ///
    /// - Parameter identifier: The process id.
    package init?(of identifier: Int32) {
        let path = FilePath("/proc/\(identifier)/stat")
        guard identifier > 0, let file = try? OwnedDescriptor.open(path, flags: O_RDONLY),
            let bytes = try? file.read(at: 0, limit: 4096, path: path)
        else { return nil }
        self.init(parsing: bytes)
    }

    /// Reads the file's content; nil when it is another. The second field, the program's name in parentheses, may
    /// hold anything.
    ///
    /// - Parameter content: The content.
    package init?(parsing content: [UInt8]) {
        guard let parenthesis = content.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        // The first field here is number 3 there.
        let fields = content[(parenthesis + 1)...].split(separator: UInt8(ascii: " "))
        func number(_ field: Int) -> UInt64? { UInt64(String(decoding: fields[field - 3], as: UTF8.self)) }
        guard fields.count > 21, let state = fields[0].first, let user = number(14), let system = number(15),
            let threads = number(20), let start = number(22), let pages = number(24)
        else { return nil }
        startTime = start
        processorTicks = user &+ system
        residentPages = pages
        // The first thread may have ended while others go on, as in programs with an asynchronous main. Then the
        // state is Z too.
        hasEnded = state == UInt8(ascii: "X") || state == UInt8(ascii: "Z") && threads <= 1
    }
}
