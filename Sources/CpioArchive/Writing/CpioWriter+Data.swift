import SystemSupport

/// The data of an entry, found and measured.
enum EntryData {
    case none
    case bytes([UInt8])
    case file(CpioSourceFile, offset: UInt64, length: UInt64)

    /// Bytes of data.
    var length: UInt64 {
        switch self {
        case .none: 0
        case .bytes(let bytes): UInt64(bytes.count)
        case .file(_, _, let length): length
        }
    }
}

extension CpioWriter {
    /// Finds the data of an entry and how long it is.
    mutating func openData(_ entry: CpioEntry, _ path: [UInt8]) throws(CpioError) -> EntryData {
        let data: EntryData
        switch entry.content {
        case .none: data = .none
        case .bytes(let bytes): data = bytes.isEmpty ? .none : .bytes(bytes)
        case .file(let file):
            // A file is opened anew each time, for its size now is what counts.
            let source = try CpioSourceFile(file, entry: path)
            data = .file(source, offset: 0, length: source.size)
        case .range(let file, let offset, let length):
            data = try part(of: try sources.open(file, for: path), offset, length, path)
        case .part(let source, let offset, let length):
            data = try part(of: source, offset, length, path)
        }
        guard entry.kind == .symlink else { return data }
        var hasNUL = false
        if case .bytes(let target) = data { hasNUL = target.contains(0) }
        try rules.checkTarget(length: Int(clamping: data.length), hasNUL: hasNUL, path: path)
        return data
    }

    private func part(
        of source: CpioSourceFile, _ offset: UInt64, _ length: UInt64, _ path: [UInt8]
    ) throws(CpioError) -> EntryData {
        let (end, isOverflow) = offset.addingReportingOverflow(length)
        guard !isOverflow, end <= source.size else {
            throw CpioError(
                .fileShrank, "\(length) bytes from offset \(offset) on are wanted of a file that has \(source.size)",
                path: path)
        }
        return length == 0 ? .none : .file(source, offset: offset, length: length)
    }

    /// The sum of the data of a file for the crc format; symlinks have none, as in GNU cpio's archives.
    /// Files are read once more for it, a buffer at a time.
    mutating func sum(of data: EntryData, _ path: [UInt8]) throws(CpioError) -> UInt32 {
        switch data {
        case .none: return 0
        case .bytes(let bytes): return unsafe bytes.withUnsafeBytes { unsafe byteSum($0) }
        case .file(let file, let offset, let length):
            try flush()
            var sum: UInt32 = 0
            var done: UInt64 = 0
            while done < length {
                done += try fill(from: file, at: offset + done, upTo: length - done, path)
                sum &+= buffer.sum(from: 0)
                buffer.truncate(to: 0)
            }
            return sum
        }
    }

    /// Writes the data of an entry, and what fills up to a multiple of four.
    mutating func write(_ data: EntryData, expectedSum: UInt32?, _ path: [UInt8]) throws(CpioError) {
        switch data {
        case .none: return
        case .bytes(let bytes): try write(bytes)
        case .file(let file, let offset, let length):
            var sum: UInt32 = 0
            var done: UInt64 = 0
            while done < length {
                if buffer.room == 0 { try flush() }
                let start = buffer.count
                done += try fill(from: file, at: offset + done, upTo: length - done, path)
                if expectedSum != nil { sum &+= buffer.sum(from: start) }
            }
            guard expectedSum == nil || sum == expectedSum else {
                throw CpioError(.fileReplaced, "its data changed while it was packed; pack again", path: path)
            }
        }
        try makeRoom(4)
        buffer.appendZeros(Int(NewcHeader.padding(data.length)))
    }

    private mutating func write(_ bytes: [UInt8]) throws(CpioError) {
        var start = 0
        while start < bytes.count {
            if buffer.room == 0 { try flush() }
            let end = min(start + buffer.room, bytes.count)
            buffer.append(bytes.span.extracting(start..<end))
            start = end
        }
    }

    /// Reads once from a file into the buffer.
    ///
    /// - Returns: Bytes read, at least 1.
    private mutating func fill(
        from file: CpioSourceFile, at offset: UInt64, upTo length: UInt64, _ path: [UInt8]
    ) throws(CpioError) -> UInt64 {
        let wanted = min(buffer.room, Int(clamping: length))
        let result = buffer.read(file.descriptor.rawValue, upTo: wanted, at: offset, keeping: wanted)
        guard result >= 0 else { throw .lastForSource("pread", path: path) }
        guard result > 0 else {
            throw CpioError(.fileShrank, "it became shorter while it was packed; pack again", path: path)
        }
        return UInt64(result)
    }
}
