import Glibc
import SystemPackage
import SystemSupport

/// What this machine's processor can do.
enum HostProcessor {
    /// The glibc-hwcaps directories of x86-64 that it can use, best first (System V ABI for AMD64, "micro-architecture
    /// levels"); none on other architectures.
    static let capabilities: [String] = {
        guard ELFMachine.host == .x86_64, let text = read("/proc/cpuinfo") else { return [] }
        return levels(cpuInfo: text)
    }()

    private static let required: [[String]] = [
        ["cx16", "lahf_lm", "popcnt", "pni", "sse4_1", "sse4_2", "ssse3"],
        ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"],
        ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"],
    ]

    /// Reads the levels from the first `flags` line of `/proc/cpuinfo` (proc_cpuinfo(5)).
    static func levels(cpuInfo text: String) -> [String] {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("flags") }) else { return [] }
        let flags = Set(line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == ":" }).map(String.init))
        var names: [String] = []
        for (index, needed) in required.enumerated() {
            guard flags.isSuperset(of: needed) else { break }
            names.insert("x86-64-v\(index + 2)", at: 0)
        }
        return names
    }

    private static func read(_ path: FilePath) -> String? {
        guard let file = try? OwnedDescriptor.open(path, flags: O_RDONLY) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16384)
        var target = bytes.mutableSpan
        var raw = unsafe target.mutableBytes
        guard let count = try? readBytes(file.rawValue, at: 0, into: &raw) else { return nil }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
