import Synchronization

/// A file that is over what one buffer takes.
final class LargeFile: Sendable {
    let file: CpioSourceFile
    let item: PackItem
    let index: Int
    /// In the crc format, the sum that is in the header.
    let expectedSum: UInt32?

    private let sum = Atomic<UInt32>(0)
    private let bytesSummed = Atomic<UInt64>(0)

    init(_ file: CpioSourceFile, _ item: PackItem, index: Int, expectedSum: UInt32?) {
        self.file = file
        self.item = item
        self.index = index
        self.expectedSum = expectedSum
    }

    /// Adds the sum of a part. Parts come in any order.
    ///
    /// - Returns: False when the file is complete, and its sum is not the expected one.
    func add(_ part: UInt32, bytes: UInt64, expected: UInt32) -> Bool {
        let total = sum.wrappingAdd(part, ordering: .acquiringAndReleasing).newValue
        let done = bytesSummed.wrappingAdd(bytes, ordering: .acquiringAndReleasing).newValue
        return done < file.size || total == expected
    }
}
