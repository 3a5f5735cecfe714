import Glibc
import SystemPackage
import SystemSupport

/// Copies contents to files. Sources stay open between calls, because parts of one archive come in a row.
struct ContentReader {
    private final class Source {
        let descriptor: OwnedDescriptor

        init(_ descriptor: consuming OwnedDescriptor) {
            self.descriptor = descriptor
        }
    }

    private static let openLimit = 8
    private var open: [(path: FilePath, source: Source)] = []
    private var buffer: [UInt8] = []

    /// Appends a content to an open file.
    mutating func copy(_ content: FileContent, to output: Int32) throws(SystemCallError) {
        switch content.location {
        case .bytes(let bytes): try write(bytes, bytes.count, to: output)
        case .range(let path, let offset, let length):
            if buffer.isEmpty { buffer = [UInt8](repeating: 0, count: 256 << 10) }
            let source = try source(path)
            var done: UInt64 = 0
            while done < length {
                let wanted = min(buffer.count, Int(clamping: length - done))
                let place = off_t(clamping: offset.addingReportingOverflow(done).partialValue)
                let count = unsafe buffer.withUnsafeMutableBytes {
                    unsafe pread(source.descriptor.rawValue, $0.baseAddress, wanted, place)
                }
                if count > 0 {
                    try write(buffer, count, to: output)
                    done += UInt64(count)
                } else if count == 0 {
                    throw SystemCallError(systemCall: "pread", errno: .invalidArgument, path: path)
                } else if currentErrno() != .interrupted {
                    throw .last("pread", path)
                }
            }
        }
    }

    private mutating func source(_ path: FilePath) throws(SystemCallError) -> Source {
        if let place = open.firstIndex(where: { $0.path == path }) {
            let found = open.remove(at: place)
            open.append(found)
            return found.source
        }
        let source = Source(try OwnedDescriptor.open(path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY))
        if open.count == ContentReader.openLimit { open.removeFirst() }
        open.append((path, source))
        return source
    }

    private func write(_ bytes: [UInt8], _ count: Int, to output: Int32) throws(SystemCallError) {
        var done = 0
        while done < count {
            let result = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    output, UnsafeRawBufferPointer(rebasing: buffer[done..<count]).baseAddress, count - done)
            }
            if result >= 0 {
                done += result
            } else if currentErrno() != .interrupted {
                throw .last("write")
            }
        }
    }
}
