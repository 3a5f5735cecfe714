import ELFInspector
import Glibc
import LoaderFloor
import SystemPackage

/// Programs whose libraries are looked for in one call.
public struct Workload: Sendable {
    /// The name that figures are printed under.
    public var name: String
    /// The programs; empty when they are not installed.
    public var programs: [String]

    /// Names programs.
    public init(name: String, programs: [String]) {
        self.name = name
        self.programs = programs
    }

    /// Runs the floor program on them; gives the number of libraries.
    public func runFloor() -> Int {
        var texts = programs.map { strdup($0) }
        defer { texts.forEach { free($0) } }
        return texts.withUnsafeMutableBufferPointer { buffer in
            buffer.withMemoryRebound(to: UnsafePointer<CChar>.self) { names in
                names.baseAddress.map { Int(loader_floor_resolve($0, names.count)) } ?? 0
            }
        }
    }

    /// Resolves, and looks at each file of the result.
    public func runResolver() -> Int {
        let closure = SharedLibraryResolver().resolveReadable(programs.map { FilePath($0) })
        return closure.files.reduce(0) { $0 + ($1.role == .library ? $1.rootPath.bytes.count : 0) }
    }

    /// The four workloads of this machine.
    public static func ofThisMachine() -> [Workload] {
        let one = [
            ("nginx", "/usr/sbin/nginx"), ("qemu", "/usr/bin/qemu-system-x86_64"),
            ("gst-libav", "/usr/lib/x86_64-linux-gnu/gstreamer-1.0/libgstlibav.so"),
        ]
        let single = one.map { Workload(name: $0.0, programs: access($0.1, R_OK) == 0 ? [$0.1] : []) }
        return single + [Workload(name: "all", programs: elfFiles(in: ["/usr/bin", "/usr/sbin"]))]
    }

    /// The ELF files of directories, by name.
    private static func elfFiles(in directories: [String]) -> [String] {
        var result: [String] = []
        for directory in directories {
            guard let stream = opendir(directory) else { continue }
            defer { closedir(stream) }
            while let entry = readdir(stream) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                let path = "\(directory)/\(name)"
                let file = open(path, O_RDONLY)
                guard file >= 0 else { continue }
                defer { close(file) }
                var magic: UInt32 = 0
                if read(file, &magic, 4) == 4, UInt32(bigEndian: magic) == 0x7F45_4C46 { result.append(path) }
            }
        }
        return result.sorted()
    }
}
