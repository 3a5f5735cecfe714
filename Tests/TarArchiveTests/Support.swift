import SystemPackage
import TarArchive
import UnikraftTesting

#if canImport(Glibc)
    import Glibc
#endif

/// Runs a program of the host and keeps what it prints.
func run(_ command: String) throws -> (status: Int32, output: String) {
    guard let stream = popen(command + " 2>&1", "r") else { throw Errno(rawValue: errno) }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = fread(&buffer, 1, buffer.count, stream)
        if count == 0 { break }
        output += buffer[..<count]
    }
    let status = pclose(stream)
    return (status >> 8, String(decoding: output, as: UTF8.self))
}

/// Indexes bytes that come in pieces of one size.
func index(_ bytes: [UInt8], piece: Int = 4096, limits: TarLimits = TarLimits()) throws(TarError) -> TarIndex {
    var indexer = TarIndexer(limits: limits)
    var start = 0
    while start < bytes.count {
        let end = min(start + piece, bytes.count)
        try indexer.consume(bytes[start..<end].span)
        start = end
    }
    return try indexer.finish()
}

extension TarEntry {
    var name: String { String(decoding: path, as: UTF8.self) }

    init(_ name: String, _ kind: Kind, mode: UInt32 = 0o644, content: String = "", link: String = "") {
        self.init(path: Array(name.utf8), kind: kind, mode: mode, size: UInt64(content.utf8.count))
        linkTarget = Array(link.utf8)
    }
}

/// Writes entries with their contents to memory.
func archive(_ members: [(TarEntry, String)]) throws -> [UInt8] {
    var writer = TarWriter([UInt8]())
    for (entry, content) in members { try writer.append(entry, content: Array(content.utf8)) }
    return try writer.finish()
}
