/// One way in which two archives differ.
public struct CpioDifference: Sendable, Hashable, CustomStringConvertible {
    /// What differs.
    public enum Aspect: String, Sendable, Hashable, CaseIterable {
        /// Only the first archive has the entry.
        case onlyInFirst
        /// Only the second archive has the entry.
        case onlyInSecond
        /// The kinds differ; nothing else of the entry is compared then.
        case kind
        /// The permissions differ.
        case permissions
        /// Owner or group differ.
        case owner
        /// The times differ.
        case modificationTime
        /// The devices that are stood for differ.
        case representedDevice
        /// The data, or the targets of symlinks, differ.
        case content
    }

    /// The entry's name, without `./` or `/` before it.
    public var path: [UInt8]
    /// What differs.
    public var aspect: Aspect

    /// The text for people.
    public var description: String { "\(quoted(path)): \(aspect.rawValue)" }
}

extension CpioIndex {
    /// Compares what two archives extract to. Order, format, inode numbers and style of names do not
    /// matter; of entries with one name, the last one counts.
    ///
    /// - Parameters:
    ///   - other: The second archive.
    ///   - ignored: Aspects that are not compared.
    /// - Returns: The differences, by name.
    /// - Throws: ``CpioError`` when an archive cannot be read.
    public func differences(
        from other: CpioIndex, ignoring ignored: Set<CpioDifference.Aspect> = []
    ) throws(CpioError) -> [CpioDifference] {
        let mine = try lastByName()
        let theirs = try other.lastByName()
        var result: [CpioDifference] = []
        for path in Set(mine.keys).union(theirs.keys).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            guard let first = mine[path] else {
                result.append(CpioDifference(path: path, aspect: .onlyInSecond))
                continue
            }
            guard let second = theirs[path] else {
                result.append(CpioDifference(path: path, aspect: .onlyInFirst))
                continue
            }
            let aspects = try CpioIndex.aspects(first, self, second, other, ignored)
            result += aspects.map { CpioDifference(path: path, aspect: $0) }
        }
        return result.filter { !ignored.contains($0.aspect) }
    }

    private func lastByName() throws(CpioError) -> [[UInt8]: CpioEntry] {
        var result: [[UInt8]: CpioEntry] = [:]
        for entry in try entries() { result[entry.path] = entry }
        return result
    }

    private static func aspects(
        _ first: CpioEntry, _ firstIndex: CpioIndex, _ second: CpioEntry, _ secondIndex: CpioIndex,
        _ ignored: Set<CpioDifference.Aspect>
    ) throws(CpioError) -> [CpioDifference.Aspect] {
        guard first.kind == second.kind else { return [.kind] }
        var result: [CpioDifference.Aspect] = []
        if first.permissions != second.permissions { result.append(.permissions) }
        if first.owner != second.owner || first.group != second.group { result.append(.owner) }
        if first.modificationTime != second.modificationTime { result.append(.modificationTime) }
        if first.representedDevice != second.representedDevice { result.append(.representedDevice) }
        if !ignored.contains(.content), try !hasSameData(first, second) { result.append(.content) }
        return result
    }

    private static func hasSameData(_ first: CpioEntry, _ second: CpioEntry) throws(CpioError) -> Bool {
        guard case .part(let file, var place, let length) = first.content,
            case .part(let other, var otherPlace, let otherLength) = second.content
        else { return first.content == second.content }
        guard length == otherLength else { return false }
        let (one, two) = (WriteBuffer(capacity: 1 << 18), WriteBuffer(capacity: 1 << 18))
        var rest = length
        while rest > 0 {
            let part = min(rest, UInt64(one.capacity))
            try one.replace(from: file, at: place, wanted: Int(part))
            try two.replace(from: other, at: otherPlace, wanted: Int(part))
            guard one.hasSameBytes(as: two) else { return false }
            (place, otherPlace, rest) = (place + part, otherPlace + part, rest - part)
        }
        return true
    }
}
