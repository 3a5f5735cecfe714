import Crypto
import Glibc
import Gzip
import RootfsModel
import SystemPackage
import SystemSupport

/// Reads files of the host in pieces.
enum ByteStream {
    private static let pieceSize = 256 << 10

    /// Gives all bytes of a part of a file, piece by piece.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - offset: Where the part begins.
    ///   - length: How many bytes it has; nil for all up to the end.
    ///   - body: Gets each piece.
    /// - Throws: What `body` throws; `SystemCallError`, also when the file is shorter than the part.
    static func read(
        _ path: FilePath, offset: UInt64 = 0, length: UInt64? = nil, _ body: (ArraySlice<UInt8>) throws -> Void
    ) throws {
        let file = try OwnedDescriptor.open(path, flags: O_RDONLY)
        var buffer = [UInt8](repeating: 0, count: pieceSize)
        var done: UInt64 = 0
        while length.map({ done < $0 }) ?? true {
            try Task.checkCancellation()
            let wanted = min(buffer.count, length.map { Int(clamping: $0 - done) } ?? buffer.count)
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe pread(file.rawValue, $0.baseAddress, wanted, off_t(clamping: offset &+ done))
            }
            if count < 0 {
                if currentErrno() == .interrupted { continue }
                throw SystemCallError.last("pread", path)
            }
            if count == 0 {
                guard length == nil else {
                    throw SystemCallError(systemCall: "pread", errno: .invalidArgument, path: path)
                }
                break
            }
            try body(buffer[..<count])
            done += UInt64(count)
        }
    }

    /// Whether two contents have the same bytes.
    static func areEqual(_ first: FileContent, _ second: FileContent) throws -> Bool {
        guard first.length == second.length else { return false }
        return try digest(of: first) == digest(of: second)
    }

    private static func digest(of content: FileContent) throws -> SHA256.Digest {
        switch content.location {
        case .bytes(let bytes): SHA256.hash(data: bytes)
        case .range(let path, let offset, let length): try digest(of: path, offset: offset, length: length)
        }
    }

    /// The SHA-256 of a file.
    static func digest(of path: FilePath, offset: UInt64 = 0, length: UInt64? = nil) throws -> SHA256.Digest {
        var hasher = SHA256()
        try read(path, offset: offset, length: length) { hasher.update(data: $0) }
        return hasher.finalize()
    }

    /// Inflates a gzip file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - body: Gets each piece of what it holds.
    /// - Throws: What `body` throws; `GzipError` when the file is damaged.
    static func inflate(_ path: FilePath, _ body: (ArraySlice<UInt8>) throws -> Void) throws {
        var inflater = try Inflater()
        var output = [UInt8](repeating: 0, count: pieceSize)
        try read(path) { input in
            var place = input.startIndex
            while true {
                var target = output.mutableSpan
                let rest = input[place...]
                let progress = try unsafe inflater.inflate(rest.span.bytes, into: &target)
                place += progress.consumed
                if progress.produced > 0 { try body(output[..<progress.produced]) }
                if progress.produced == 0 && (place == input.endIndex || progress.consumed == 0) { return }
            }
        }
        guard inflater.isComplete else { throw GzipError.truncated }
    }
}
