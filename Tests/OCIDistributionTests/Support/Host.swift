import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Runs a program of the host and keeps what it prints.
func run(_ command: String) -> (status: Int32, output: String) {
    guard let stream = popen("{ \(command)\n} 2>&1", "r") else { return (127, "popen failed") }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = fread(&buffer, 1, buffer.count, stream)
        if count == 0 { break }
        output += buffer[..<count]
    }
    return (pclose(stream) >> 8, String(decoding: output, as: UTF8.self))
}
