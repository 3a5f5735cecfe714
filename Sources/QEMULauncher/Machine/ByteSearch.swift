import Glibc

extension [UInt8] {
    /// Whether other bytes occur among these, in one piece.
    ///
    /// - Parameter other: The bytes that are sought.
    /// - Returns: Whether they do.
    func contains(sequence other: [UInt8]) -> Bool {
        guard let first = other.first else { return true }
        return unsafe withUnsafeBytes { bytes in
            var start = 0
            while bytes.count - start >= other.count, let base = bytes.baseAddress {
                guard let found = unsafe memchr(base + start, Int32(first), bytes.count - start) else { return false }
                let offset = unsafe base.distance(to: UnsafeRawPointer(found))
                guard bytes.count - offset >= other.count else { return false }
                if unsafe memcmp(found, other, other.count) == 0 { return true }
                start = offset + 1
            }
            return false
        }
    }
}
