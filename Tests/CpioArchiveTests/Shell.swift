import Glibc
import SystemPackage
import Testing

/// Runs a line of sh and gives what it printed; fails when it ended with another status than 0.
@discardableResult
func shell(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let (status, output) = try run(line)
    #expect(status == 0, "\(line)\n\(output)", sourceLocation: sourceLocation)
    return output
}

/// Runs a line of sh.
func run(_ line: String) throws -> (status: Int32, output: String) {
    let pipe = try #require(popen("exec 2>&1; \(line)", "r"))
    var output: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = fread(&block, 1, block.count, pipe)
        guard count > 0 else { break }
        output += block[..<count]
    }
    let status = pclose(pipe)
    return (status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f), String(decoding: output, as: UTF8.self))
}

let isRoot = geteuid() == 0
