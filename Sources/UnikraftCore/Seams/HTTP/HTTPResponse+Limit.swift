extension ByteCount {
    /// The longest file that is downloaded unless another limit is set: 16 GiB.
    public static let usualDownloadLimit = ByteCount(bytes: 16 << 30)
}

extension HTTPResponse {
    /// Hands over the body piece by piece, as long as it is not longer than allowed. A longer one is noticed by what
    /// the head announces, before anything is read, or else by what came.
    ///
    /// - Parameters:
    ///   - limit: The longest body that is taken.
    ///   - take: Gets each piece.
    /// - Returns: Whether the whole body was handed over; false when it is longer than the limit.
    /// - Throws: ``HTTPTransportError``; what the closure throws.
    package func read(upTo limit: ByteCount, _ take: ([UInt8]) throws -> Void) async throws -> Bool {
        if let announced = headers["content-length"].flatMap({ UInt64($0) }), announced > limit.bytes { return false }
        var left = limit.bytes
        for try await piece in body {
            guard piece.count <= left else { return false }
            left -= UInt64(piece.count)
            try take(piece)
        }
        return true
    }
}
