import SystemSupport

extension PackFiller {
    /// Adds a header and its name.
    ///
    /// - Returns: Where the header is.
    @discardableResult
    @inline(__always)
    func append(_ header: NewcHeader, _ item: PackItem) -> Int {
        let place = buffer.reserveHeader()
        item.appendName(to: buffer, rules)
        buffer.store(header, rules.format, at: place)
        return place
    }

    /// Reads a whole file that fits, and makes sure that it ends where it should: one byte more than the
    /// size is asked for, so an unchanged file takes one call.
    func readAll(_ item: PackItem, _ descriptor: Int32, _ size: Int) throws(CpioError) {
        var rest = size
        while true {
            let result = buffer.read(descriptor, upTo: rest + 1, keeping: rest)
            guard result >= 0 else { throw .lastForSource("read", path: item.path) }
            guard result <= rest else { throw grew(item) }
            // A regular file gives fewer bytes than asked for only at its end.
            if result == rest { return }
            guard result > 0 else { throw shrank(item) }
            rest -= result
        }
    }

    /// Begins a file that no buffer takes whole.
    mutating func begin(_ item: PackItem, _ file: CpioSourceFile, _ header: NewcHeader) throws(CpioError) -> Outcome {
        var header = header
        var sum: UInt32?
        if rules.format == .crc {
            sum = try self.sum(item, file)
            header.check = sum ?? 0
        }
        append(header, item)
        count.add(.regular, UInt64(header.fileSize))
        return .begun(LargeFile(file, item, index: index, expectedSum: sum))
    }

    /// Reads what fits of a large file, after leaving what does not to others: they read meanwhile.
    ///
    /// - Parameters:
    ///   - large: The file.
    ///   - offset: Where to go on.
    ///   - next: What comes after the file.
    /// - Throws: ``CpioError`` when the file cannot be read, or changed.
    func read(_ large: LargeFile, from offset: UInt64, next: [PackWork]) throws(CpioError) {
        // Eight bytes stay free, for padding and for the byte by which a longer file is known.
        let length = min(UInt64(buffer.room - 8), large.file.size - offset)
        let end = offset + length
        let isLast = end == large.file.size
        pipeline.leave((isLast ? [] : [.rest(large, from: end)]) + next, after: piece)
        let start = buffer.count
        let descriptor = large.file.descriptor.rawValue
        var rest = Int(length)
        while rest > 0 {
            let place = end - UInt64(rest)
            let result = buffer.read(descriptor, upTo: rest, at: place, keeping: rest)
            guard result >= 0 else { throw .lastForSource("pread", path: large.item.path) }
            guard result > 0 else { throw shrank(large.item) }
            rest -= result
        }
        if let expected = large.expectedSum {
            guard large.add(buffer.sum(from: start), bytes: length, expected: expected) else {
                throw CpioError(
                    .fileReplaced, "its data changed while it was packed; pack again", path: large.item.path)
            }
        }
        guard isLast else { return }
        guard buffer.read(descriptor, upTo: 1, at: end, keeping: 0) <= 0 else { throw grew(large.item) }
        buffer.appendZeros(Int(NewcHeader.padding(end)))
    }

    /// The sum of a file, read a buffer at a time into what room there is.
    private func sum(_ item: PackItem, _ file: CpioSourceFile) throws(CpioError) -> UInt32 {
        let start = buffer.count
        defer { buffer.truncate(to: start) }
        var sum: UInt32 = 0
        var offset: UInt64 = 0
        while offset < file.size {
            let length = min(buffer.room, Int(clamping: file.size - offset))
            let result = buffer.read(file.descriptor.rawValue, upTo: length, at: offset, keeping: length)
            guard result >= 0 else { throw .lastForSource("pread", path: item.path) }
            guard result > 0 else { throw shrank(item) }
            sum &+= buffer.sum(from: start)
            buffer.truncate(to: start)
            offset += UInt64(result)
        }
        return sum
    }

    func grew(_ item: PackItem) -> CpioError {
        CpioError(
            .fileGrew, "it became longer while it was packed; pack again when the tree is at rest", path: item.path)
    }

    func shrank(_ item: PackItem) -> CpioError {
        CpioError(
            .fileShrank, "it became shorter while it was packed; pack again when the tree is at rest", path: item.path)
    }
}
