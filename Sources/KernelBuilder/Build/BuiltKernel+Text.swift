import ELFInspector
import FoundationEssentials
import SystemPackage
import UnikraftCore

extension Sequence<BuiltKernel> {
    /// The results as a table for people: what, size, where.
    public var table: String {
        var text = ""
        for kernel in self {
            text += "\(kernel.target): \(kernel.work)\n"
            var rows = [("kernel", kernel.kernelSize, kernel.kernel)]
            if let path = kernel.debugImage { rows.append(("symbols", kernel.debugImageSize ?? 0, path)) }
            if let path = kernel.initrd { rows.append(("initrd", kernel.initrdSize ?? 0, path)) }
            for (what, size, path) in rows {
                let padding = String(repeating: " ", count: Swift.max(1, 10 - what.count))
                text += "  \(what)\(padding)\(ByteCount(bytes: size))  \(path)\n"
            }
            text += "  config    \(kernel.configuration)\n"
            if let version = kernel.unikraftVersion { text += "  unikraft  \(version)\n" }
            let names = kernel.libraries.compactMap(\.name)
            if !names.isEmpty { text += "  libraries \(names.joined(separator: " "))\n" }
        }
        return text
    }

    /// The results as a JSON array.
    public var json: String {
        let values = map { kernel in
            KernelRecord(
                target: kernel.target.description, work: kernel.work.rawValue, kernel: kernel.kernel.string,
                kernelSize: kernel.kernelSize, debugImage: kernel.debugImage?.string,
                debugImageSize: kernel.debugImageSize, configuration: kernel.configuration.string,
                initrd: kernel.initrd?.string, initrdSize: kernel.initrdSize, unikraft: kernel.unikraftVersion,
                libraries: kernel.libraries.compactMap(\.name),
                differences: kernel.differences.map(\.description), warnings: kernel.warnings.map(\.description),
                log: kernel.log?.string)
        }
        let bytes = try? StableJSON.encode(values)
        return bytes.map { String(decoding: $0, as: UTF8.self) } ?? "[]\n"
    }
}

extension BuiltKernel.Work: CustomStringConvertible {
    /// The text for people.
    public var description: String {
        switch self {
        case .nothing: "nothing changed"
        case .relinked: "linked with a new root file system"
        case .rebuilt: "built what changed"
        case .configured: "configured and built"
        }
    }
}

/// A result as JSON has it.
private struct KernelRecord: Encodable {
    var target: String
    var work: String
    var kernel: String
    var kernelSize: UInt64
    var debugImage: String?
    var debugImageSize: UInt64?
    var configuration: String
    var initrd: String?
    var initrdSize: UInt64?
    var unikraft: String?
    var libraries: [String]
    var differences: [String]
    var warnings: [String]
    var log: String?
}
