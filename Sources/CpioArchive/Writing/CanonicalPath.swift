/// Brings a name to the one form that is compared and sorted: parts joined by single slashes, with
/// nothing before the first and nothing after the last. The root is empty.
///
/// - Parameter path: The name, perhaps with `./` or `/` before it.
/// - Returns: The form.
/// - Throws: ``CpioError`` when the name is empty, has a part `..`, holds a NUL byte, or has a part over
///   255 bytes.
func canonicalPath(_ path: [UInt8]) throws(CpioError) -> [UInt8] {
    guard !path.isEmpty else { throw CpioError(.invalidPath, "a name is empty; give each entry one", path: path) }
    guard !path.contains(0) else {
        throw CpioError(.invalidPath, "the name holds a NUL byte, which ends names; rename it", path: path)
    }
    var result: [UInt8] = []
    result.reserveCapacity(path.count)
    for part in path.split(separator: UInt8(ascii: "/")) {
        if part.elementsEqual(CollectionOfOne(UInt8(ascii: "."))) { continue }
        guard !part.elementsEqual([UInt8(ascii: "."), UInt8(ascii: ".")]) else {
            throw CpioError(.invalidPath, "the name has a part '..'; give names from the root down", path: path)
        }
        guard part.count <= EntryRules.longestComponent else {
            throw CpioError(
                .componentTooLong, "a part of the name has \(part.count) bytes, and file systems take 255; shorten it",
                path: path)
        }
        if !result.isEmpty { result.append(UInt8(ascii: "/")) }
        result.append(contentsOf: part)
    }
    return result
}
