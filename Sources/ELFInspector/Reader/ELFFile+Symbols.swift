extension ELFFile {
    /// Reads the symbols that the loader works with, by the dynamic section; section headers are not needed.
    ///
    /// - Returns: The symbols without the first, which is none.
    /// - Throws: ``ELFError`` with the byte offset.
    public func dynamicSymbols() throws(ELFError) -> [ELFSymbol] {
        guard let address = dynamicValue(.symbolTable), let strings = stringsOffset,
            let offset = fileOffset(of: address)
        else { return [] }
        let count = try dynamicSymbolCount()
        let size = UInt64(count) * UInt64(ELFSymbol.entrySize(header.fields))
        return try symbols(content(offset, size, "dynamic symbols"), StringReader(source, at: strings))
    }

    /// Reads the full symbol table, `SHT_SYMTAB`, which programs for use seldom have.
    ///
    /// - Returns: The symbols without the first, which is none; empty when there is no table.
    /// - Throws: ``ELFError`` with the byte offset.
    public func symbols() throws(ELFError) -> [ELFSymbol] {
        let sections = try sections()
        guard let table = sections.first(where: { $0.type == 2 }), Int(table.link) < sections.count else { return [] }
        return try symbols(content(of: table), StringReader(source, at: sections[Int(table.link)].offset))
    }

    private func symbols(_ table: [UInt8], _ strings: StringReader) throws(ELFError) -> [ELFSymbol] {
        let entrySize = ELFSymbol.entrySize(header.fields)
        var strings = strings
        var result: [ELFSymbol] = []
        var start = entrySize
        while let (symbol, name) = unsafe ELFSymbol.read(table.span.bytes, at: start, header.fields) {
            var symbol = symbol
            symbol.name = name == 0 ? "" : try strings.string(name)
            result.append(symbol)
            start += entrySize
        }
        return result
    }

    /// How many symbols there are: the hash tables tell, nothing else does.
    private func dynamicSymbolCount() throws(ELFError) -> Int {
        var window = ByteWindow(pageSize: 4096)
        if let address = dynamicValue(.hash), let offset = fileOffset(of: address) {
            // nchain is the second word, and there is one chain entry for each symbol.
            let start = try window.require(8, at: offset, of: source, "hash table")
            return Int(header.fields.word(window.bytes, start + 4) ?? 0)
        }
        guard let address = dynamicValue(.gnuHash), let offset = fileOffset(of: address) else { return 0 }
        return try gnuHashSymbolCount(offset, &window)
    }

    /// Counts by GNU's table: the highest symbol that a bucket names, and on to the end of its chain.
    private func gnuHashSymbolCount(_ offset: UInt64, _ window: inout ByteWindow) throws(ELFError) -> Int {
        let fields = header.fields
        func word(_ place: UInt64) throws(ELFError) -> UInt32 {
            let start = try window.require(4, at: place, of: source, "GNU hash table")
            return fields.word(window.bytes, start) ?? 0
        }
        let buckets = UInt64(try word(offset))
        let first = UInt64(try word(offset + 4))
        let bloom = UInt64(try word(offset + 8))
        let table = offset + 16 + bloom * UInt64(fields.addressSize)
        var highest: UInt64 = 0
        for bucket in 0..<buckets { highest = max(highest, UInt64(try word(table + bucket * 4))) }
        guard highest >= first, highest > 0 else { return Int(clamping: first) }
        let chains = table + buckets * 4
        while try word(chains + (highest - first) * 4) & 1 == 0 { highest += 1 }
        return Int(clamping: highest + 1)
    }
}
