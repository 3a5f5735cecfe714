/// A record of a pax header: `length key=value\n` (POSIX, pax, "pax Extended Header").
struct PaxRecord {
    let key: [UInt8]
    let value: [UInt8]

    static func parse(_ payload: [UInt8], offset: UInt64) throws(TarError) -> [PaxRecord] {
        var records: [PaxRecord] = []
        var rest = payload[...]
        while let first = rest.first {
            // Some writers fill the header's last block with zeros and count them.
            if first == 0, rest.allSatisfy({ $0 == 0 }) { break }
            guard let blank = rest.firstIndex(of: 32), blank - rest.startIndex <= 10,
                let length = Int(String(decoding: rest[..<blank], as: UTF8.self)),
                length > blank - rest.startIndex + 1, length <= rest.count,
                rest[rest.startIndex + length - 1] == UInt8(ascii: "\n"),
                case let record = rest[(blank + 1)..<(rest.startIndex + length - 1)],
                let equals = record.firstIndex(of: UInt8(ascii: "=")), equals > record.startIndex
            else {
                throw TarError(
                    .malformed, offset: offset + UInt64(rest.startIndex),
                    message: "a record of a pax header is malformed")
            }
            records.append(PaxRecord(key: Array(record[..<equals]), value: Array(record[(equals + 1)...])))
            rest = rest.dropFirst(length)
        }
        return records
    }

    /// Why a record cannot be applied.
    struct Refusal: Error {
        let code: TarError.Code
        let message: String
    }

    private static let attributePrefix = Array("SCHILY.xattr.".utf8)

    func apply(to entry: inout TarEntry) throws(Refusal) {
        if key.starts(with: Self.attributePrefix) {
            let name = Array(key.dropFirst(Self.attributePrefix.count))
            entry.extendedAttributes.removeAll { $0.name == name }
            entry.extendedAttributes.append(TarEntry.ExtendedAttribute(name: name, value: value))
            return
        }
        switch String(decoding: key, as: UTF8.self) {
        case "path": entry.path = value
        case "linkpath":
            if entry.kind == .hardLink || entry.kind == .symbolicLink { entry.linkTarget = value }
        case "size":
            let size: UInt64 = try number()
            guard size <= UInt64(Int64.max) - 1024 else { throw malformed }
            entry.size = size
        case "uid": entry.owner = try number()
        case "gid": entry.group = try number()
        case "mtime": try applyTime(to: &entry)
        case let name where name.hasPrefix("GNU.sparse."):
            throw Refusal(
                code: .unsupported,
                message: "it is a sparse file (\(name)), which is not supported; write the archive without --sparse")
        default: break
        }
    }

    private var malformed: Refusal {
        Refusal(
            code: .malformed,
            message: "its pax record '\(String(decoding: key.prefix(40), as: UTF8.self))' has no proper value")
    }

    private func number<Value: FixedWidthInteger>() throws(Refusal) -> Value {
        guard value.first != UInt8(ascii: "+"), let number = Value(String(decoding: value, as: UTF8.self)) else {
            throw malformed
        }
        return number
    }

    /// Seconds, which may be negative, with an optional fraction. What is finer than a nanosecond is dropped.
    private func applyTime(to entry: inout TarEntry) throws(Refusal) {
        let parts = value.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let digits = parts.count > 1 ? parts[1] : []
        guard let whole = parts.first, var seconds = Int64(String(decoding: whole, as: UTF8.self)),
            digits.allSatisfy({ $0 >= 48 && $0 < 58 })
        else { throw malformed }
        var nanoseconds: UInt32 = 0
        for place in 0..<9 {
            nanoseconds = nanoseconds * 10 + (place < digits.count ? UInt32(digits[digits.startIndex + place]) - 48 : 0)
        }
        if whole.first == UInt8(ascii: "-"), nanoseconds > 0 {
            guard seconds > Int64.min else { throw malformed }
            seconds -= 1
            nanoseconds = 1_000_000_000 - nanoseconds
        }
        entry.modificationTime = seconds
        entry.modificationNanoseconds = nanoseconds
    }
}
