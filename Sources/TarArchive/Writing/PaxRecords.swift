/// Records of a pax header that is being made (POSIX, pax, "pax Extended Header").
struct PaxRecords {
    private var records: [UInt8] = []
    private var isText = true

    var isEmpty: Bool { records.isEmpty }

    /// The records. Names that are not UTF-8 are announced as such (POSIX, pax, `hdrcharset`).
    var bytes: [UInt8] { isText ? records : Array("21 hdrcharset=BINARY\n".utf8) + records }

    mutating func add(_ key: String, _ value: String) {
        add(Array(key.utf8), Array(value.utf8))
    }

    mutating func add(_ key: String, _ value: [UInt8]) {
        add(Array(key.utf8), value)
    }

    /// Appends `length key=value\n`; the length counts its own digits.
    mutating func add(_ key: [UInt8], _ value: [UInt8]) {
        let rest = key.count + value.count + 3
        var length = rest + 1
        while rest + String(length).utf8.count != length { length = rest + String(length).utf8.count }
        isText = isText && (key.starts(with: "SCHILY".utf8) || String(validating: value, as: UTF8.self) != nil)
        records += Array(String(length).utf8) + [32] + key + [UInt8(ascii: "=")] + value + [UInt8(ascii: "\n")]
    }
}
