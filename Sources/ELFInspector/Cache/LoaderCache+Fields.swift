extension LoaderCache {
    /// An entry as it is stored; `name` and `path` count from ``stringBase``.
    struct RawEntry {
        var flags: UInt32
        var name: UInt32
        var path: UInt32
        var capabilities: UInt64
    }

    /// The fields of an entry; nil when there is none with the number.
    func rawEntry(_ index: Int) -> RawEntry? {
        guard index >= 0, index < count else { return nil }
        let start = entries + index * entrySize
        let span = unsafe bytes.span.bytes
        guard let flags = fields.word(span, start), let name = fields.word(span, start + 4),
            let path = fields.word(span, start + 8)
        else { return nil }
        let capabilities = entrySize == 24 ? fields.xword(span, start + 16) ?? 0 : 0
        return RawEntry(flags: flags, name: name, path: path, capabilities: capabilities)
    }

    /// Where a string is; nil when it lies outside the file or has no end.
    func string(_ offset: UInt32) -> Range<Int>? {
        unsafe bytes.span.bytes.terminatedString(at: stringBase + Int(offset))
    }

    /// The name of the glibc-hwcaps directory that an entry comes from; nil when it comes from none.
    ///
    /// The upper half of the field holds bit 30 and a level of the instruction set in its ten low bits, the lower half
    /// the number of the name (`dl_cache_hwcap_extension`).
    func capabilityName(_ capabilities: UInt64) -> String? {
        guard capabilities >> 32 & ~0x3FF == 1 << 30 else { return nil }
        let index = Int(truncatingIfNeeded: capabilities & 0xFFFF_FFFF)
        guard index < capabilityNames.count / 4,
            let offset = unsafe fields.word(bytes.span.bytes, capabilityNames.lowerBound + index * 4),
            let name = string(offset)
        else { return "" }
        return String(decoding: bytes[name], as: UTF8.self)
    }

    /// Finds the names of glibc-hwcaps directories: section 1 of the extensions (`struct cache_extension`).
    func findCapabilityNames() -> Range<Int> {
        let span = unsafe bytes.span.bytes
        guard let offset = fields.word(span, stringBase + 32), offset != 0 else { return 0..<0 }
        let start = stringBase + Int(offset)
        guard fields.word(span, start) == 0xEAA4_2174, let count = fields.word(span, start + 4) else { return 0..<0 }
        var section = start + 8
        for _ in 0..<count {
            guard let tag = fields.word(span, section), let place = fields.word(span, section + 8),
                let size = fields.word(span, section + 12)
            else { return 0..<0 }
            if tag == 1 {
                let begin = stringBase + Int(place)
                return begin + Int(size) <= bytes.count ? begin..<begin + Int(size) : 0..<0
            }
            section += 16
        }
        return 0..<0
    }
}
