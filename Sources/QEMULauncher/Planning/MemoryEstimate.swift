import UnikraftCore

/// How much memory a guest needs for its root filesystem.
///
/// The archive stays in memory, and the guest unpacks it into a file system in memory that keeps each
/// file in one aligned block of a power of two.
struct MemoryEstimate {
    /// Below this the guest cannot hold kernel, archive and the unpacked copy.
    let minimum: ByteCount
    /// With this it does, even if the archive is one large file.
    let recommended: ByteCount

    init(kernel: ByteCount, initramfs: ByteCount, guest: GuestProfile) {
        let headroom = guest.memoryHeadroom
        let resident = Self.sum([kernel.bytes, initramfs.bytes])
        minimum = ByteCount(bytes: Self.sum([resident, initramfs.bytes, headroom / 2]))

        var block: UInt64 = 1 << 20
        while block < initramfs.bytes, block < 1 << 40 { block <<= 1 }
        let aligned = resident > 1 << 41 ? resident : (resident + block - 1) / block * block
        let wanted = ByteCount(bytes: Self.sum([aligned, block, headroom])).mebibytesRoundedUp
        recommended = max(Self.smallestMachine, .mebibytes((wanted + 63) / 64 * 64))
    }

    /// What the guide gives every guest, and enough for most.
    private static let smallestMachine = ByteCount.mebibytes(128)

    private static func sum(_ amounts: [UInt64]) -> UInt64 {
        amounts.reduce(0) { total, amount in
            let (sum, overflow) = total.addingReportingOverflow(amount)
            return overflow ? .max >> 2 : min(sum, .max >> 2)
        }
    }
}
