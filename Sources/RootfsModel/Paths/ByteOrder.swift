/// Compares two names byte by byte.
///
/// - Returns: Below zero when the first comes first, zero when they are equal, else above zero.
func compareBytes(_ first: borrowing Span<UInt8>, _ second: borrowing Span<UInt8>) -> Int {
    let common = min(first.count, second.count)
    var index = 0
    while index < common {
        let difference = Int(first[index]) - Int(second[index])
        if difference != 0 { return difference }
        index += 1
    }
    return first.count - second.count
}
