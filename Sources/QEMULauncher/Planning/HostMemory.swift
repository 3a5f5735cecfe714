import Glibc
import SystemPackage
import SystemSupport
import UnikraftCore

/// The memory that guests of this host may have.
enum HostMemory {
    /// Refuses more memory than the host has with its swap space: the kernel gives no process so much
    /// (Documentation/mm/overcommit-accounting.rst, "Heuristic overcommit handling").
    ///
    /// - Parameter wanted: The guest's memory.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/memory``.
    static func check(_ wanted: ByteCount) throws(LaunchError) {
        let path: FilePath = "/proc/meminfo"
        guard let text = try? OwnedDescriptor.open(path, flags: O_RDONLY).read(at: 0, limit: 4096, path: path),
            let total = total(String(decoding: text, as: UTF8.self)), wanted > total
        else { return }
        throw LaunchError(
            .memory, subject: wanted.description,
            "\(wanted) of memory is more than this host has with its swap space, \(total)",
            remedy: "Give the machine less (-M).")
    }

    /// Memory and swap space together (proc_meminfo(5)).
    ///
    /// - Parameter text: The content of `/proc/meminfo`.
    /// - Returns: The sum; nil when the memory is not told.
    static func total(_ text: String) -> ByteCount? {
        var amounts: [Substring: UInt64] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split { $0 == " " || $0 == ":" }
            if words.count == 3, words[2] == "kB", let number = UInt64(words[1]) { amounts[words[0]] = number }
        }
        guard let memory = amounts["MemTotal"] else { return nil }
        let (sum, overflow) = memory.addingReportingOverflow(amounts["SwapTotal"] ?? 0)
        return overflow || sum > UInt64.max >> 10 ? nil : ByteCount(bytes: sum << 10)
    }
}
