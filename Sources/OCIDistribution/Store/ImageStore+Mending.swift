import SystemPackage

extension ImageStore {
    /// Fetches and uses content, and does so again when what lay in this store turns out to be changed on disk.
    ///
    /// Bytes are checked when they are used. What is damaged is put aside then, so that the next fetch brings it anew;
    /// damage in what a registry sends is no reason to try again.
    ///
    /// - Parameters:
    ///   - damaged: Is told of each damage that is mended.
    ///   - work: Fetches what the store does not have, and uses it.
    /// - Returns: What the work returns.
    /// - Throws: What the work throws.
    public func mendingDamage<Result>(
        damaged: (DistributionError) -> Void = { _ in }, _ work: () async throws -> Result
    ) async throws -> Result {
        // Each attempt finds one damaged file at least, and an image has few; the bound is for disks that spoil all.
        for _ in 0..<16 {
            do {
                return try await work()
            } catch let error as DistributionError where isDamage(error) {
                damaged(error)
            }
        }
        return try await work()
    }

    private func isDamage(_ error: DistributionError) -> Bool {
        guard let file = error.path, file.starts(with: path) else { return false }
        // A file of another length is not held to be there, and is fetched as one that is missing.
        return error.code == .digestMismatch || error.code == .sizeMismatch
    }
}
