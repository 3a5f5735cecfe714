import Synchronization
import UnikraftCore

/// Bodies that do not come as they should.
enum FakeBody {
    /// So many bytes of a body, then whatever the closure does.
    static func pieces(of body: HTTPResponseBody, limit: Int, end: @escaping @Sendable () throws -> Void)
        -> HTTPResponseBody
    {
        let rest = Mutex(limit)
        let reader = Reader(body)
        return HTTPResponseBody {
            let allowed = rest.withLock { $0 }
            guard allowed > 0, let piece = try await reader.next() else {
                try end()
                return nil
            }
            rest.withLock { $0 -= min(piece.count, allowed) }
            return Array(piece.prefix(allowed))
        }
    }

    /// A body with another first byte.
    static func corrupted(_ body: HTTPResponseBody) -> HTTPResponseBody {
        let isFirst = Mutex(true)
        let reader = Reader(body)
        return HTTPResponseBody {
            guard var piece = try await reader.next(), !piece.isEmpty else { return nil }
            let flips = isFirst.withLock { flag in
                defer { flag = false }
                return flag
            }
            if flips { piece[0] ^= 1 }
            return piece
        }
    }

    /// A body in small pieces with pauses.
    static func slow(_ body: HTTPResponseBody, piece size: Int, pause: Duration) -> HTTPResponseBody {
        let pending = Mutex<[UInt8]>([])
        let reader = Reader(body)
        return HTTPResponseBody {
            try await Task.sleep(for: pause)
            if pending.withLock({ $0.isEmpty }) {
                guard let next = try await reader.next() else { return nil }
                pending.withLock { $0 = next }
            }
            return pending.withLock { pending in
                defer { pending.removeFirst(min(size, pending.count)) }
                return Array(pending.prefix(size))
            }
        }
    }

    /// Reads a body from several closures, one after another.
    private final class Reader: Sendable {
        private let body: HTTPResponseBody

        init(_ body: HTTPResponseBody) { self.body = body }

        func next() async throws -> [UInt8]? {
            var iterator = body.makeAsyncIterator()
            return try await iterator.next()
        }
    }
}
