/// What decides between entries of one name.
protocol CacheSelection {
    /// The flags of an exact match, `_DL_CACHE_DEFAULT_ID`; nil where the architecture's are not known.
    var flags: UInt32? { get }
    /// The glibc-hwcaps directories that the processor can use, best first.
    var capabilities: [String] { get }
    /// Bits of the older `hwcap` field that the loader allows; 0 from glibc 2.37 on.
    var legacyCapabilities: UInt64 { get }
}

extension LoaderCache {
    /// Finds a library as the loader does, by binary search.
    ///
    /// - Parameters:
    ///   - name: The name that is needed.
    ///   - selection: What decides between entries; asked only as far as entries differ.
    /// - Returns: Where its path is in ``bytes``; nil when the name is not there for this processor.
    func lookup(_ name: ArraySlice<UInt8>, _ selection: some CacheSelection) -> Range<Int>? {
        var low = 0
        var high = count - 1
        while low <= high {
            let middle = (low + high) / 2
            guard let order = compare(name, middle) else { return nil }
            if order < 0 {
                low = middle + 1
            } else if order > 0 {
                high = middle - 1
            } else {
                var first = middle
                while first > 0, compare(name, first - 1) == 0 { first -= 1 }
                return choose(from: first, name, selection)
            }
        }
        return nil
    }

    private func choose(from first: Int, _ name: ArraySlice<UInt8>, _ selection: some CacheSelection) -> Range<Int>? {
        var best: Range<Int>?
        var bestRank = Int.max
        var index = first
        while index < count, compare(name, index) == 0 {
            defer { index += 1 }
            guard let entry = rawEntry(index), let path = string(entry.path) else { continue }
            // 1 is an ELF library of no particular libc.
            let isExact = selection.flags.map { entry.flags == $0 } ?? (entry.flags & 0xFF == 3)
            guard isExact || entry.flags == 1 else { continue }
            if let capability = capabilityName(entry.capabilities) {
                let level = Int(truncatingIfNeeded: entry.capabilities >> 32 & 0x3FF)
                guard let rank = selection.capabilities.firstIndex(of: capability), rank < bestRank,
                    level <= 1 + selection.capabilities.count
                else { continue }
                bestRank = rank
                best = path
                continue
            }
            // Entries for named capabilities come first, so the best of them is known here.
            if bestRank < Int.max { break }
            guard entry.capabilities == 0 || entry.capabilities & ~selection.legacyCapabilities == 0 else { continue }
            best = path
            if isExact { break }
        }
        return best
    }

    /// Compares a name with that of an entry: below 0 when it stands behind the entry. Nil for a damaged entry.
    private func compare(_ name: ArraySlice<UInt8>, _ index: Int) -> Int32? {
        guard index >= 0, index < count,
            let offset = unsafe fields.word(bytes.span.bytes, entries + index * entrySize + 4)
        else { return nil }
        let start = stringBase + Int(offset)
        guard start < bytes.count else { return nil }
        return unsafe name.withUnsafeBytes { left in
            unsafe bytes.withUnsafeBytes { unsafe Self.compare(left, UnsafeRawBufferPointer(rebasing: $0[start...])) }
        }
    }

    /// The order of names in a cache (`_dl_cache_libcmp`): digits are compared as numbers. Both end at NUL.
    static func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int32 {
        // What is equal and no digit is compared byte by byte.
        var a = 0
        while a < left.count, a < right.count, unsafe left[a] == right[a], unsafe left[a] > 0x39 { a += 1 }
        var b = a
        while true {
            let x = unsafe a < left.count ? left[a] : 0
            let y = unsafe b < right.count ? right[b] : 0
            switch (isDigit(x), isDigit(y)) {
            case (true, true):
                let first = unsafe number(left, &a)
                let second = unsafe number(right, &b)
                if first != second { return first < second ? -1 : 1 }
            case (true, false): return 1
            case (false, true): return -1
            case (false, false):
                if x != y || x == 0 { return Int32(x) - Int32(y) }
                a += 1
                b += 1
            }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    private static func number(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Int32 {
        var value: Int32 = 0
        while index < bytes.count, isDigit(unsafe bytes[index]) {
            value = value &* 10 &+ Int32(unsafe bytes[index] - 0x30)
            index += 1
        }
        return value
    }
}
