import Glibc
import SystemSupport

/// Fills one buffer with entries.
struct PackFiller {
    let buffer: WriteBuffer
    let piece: PackPiece
    let pipeline: PackPipeline
    var count = PackCount()
    /// The place of the entry that is being packed, for the order of failures.
    var index = 0

    /// What a header with the longest name needs, and the padding after it.
    private static let headerRoom = NewcHeader.size + EntryRules.longestPath + 8

    let rules: EntryRules
    /// The archive that is being written.
    private let archiveFile: FileIdentity?

    init(_ buffer: WriteBuffer, _ piece: PackPiece, _ pipeline: PackPipeline) {
        self.buffer = buffer
        self.piece = piece
        self.pipeline = pipeline
        rules = pipeline.rules
        archiveFile = pipeline.archive?.file
    }

    /// Does as much of the work as the buffer takes, and leaves the rest to whoever is free.
    mutating func fill(_ work: PackWork) throws(CpioError) {
        switch work {
        case .entries(let items, let firstIndex, let opened):
            try fill(items, firstIndex, opened)
        case .rest(let file, let offset):
            index = file.index
            try read(file, from: offset, next: [])
        }
    }

    private mutating func fill(
        _ items: ArraySlice<PackItem>, _ firstIndex: Int, _ opened: OpenFile?
    ) throws(CpioError) {
        var opened = opened
        for place in items.indices {
            index = firstIndex + place - items.startIndex
            guard buffer.room > PackFiller.headerRoom else {
                return pipeline.leave([.entries(items[place...], firstIndex: index, opened: opened)], after: piece)
            }
            let outcome = try pack(items[place], opened)
            opened = nil
            switch outcome {
            case .complete: break
            case .doesNotFit(let file):
                return pipeline.leave([.entries(items[place...], firstIndex: index, opened: file)], after: piece)
            case .begun(let file):
                let rest = items[(place + 1)...]
                let next = PackWork.entries(rest, firstIndex: index + 1, opened: nil)
                return try read(file, from: 0, next: rest.isEmpty ? [] : [next])
            }
        }
    }

    enum Outcome {
        case complete
        case doesNotFit(OpenFile)
        case begun(LargeFile)
    }

    private mutating func pack(_ item: PackItem, _ opened: OpenFile?) throws(CpioError) -> Outcome {
        switch item.kind {
        case .regular: return try packRegular(item, opened)
        case .symlink: try packSymlink(item)
        case .directory, .root, .special:
            var status = stat()
            try item.status(&status)
            var header = try item.header(status, rules)
            let kind = CpioKind(mode: status.st_mode) ?? .directory
            let file = FileIdentity(status)
            if kind == .directory {
                try number(&header, file)
            } else {
                _ = try number(&header, file, names: UInt64(status.st_nlink), item)
            }
            append(header, item)
            count.add(kind, 0)
        }
        return .complete
    }

    private mutating func packSymlink(_ item: PackItem) throws(CpioError) {
        var status = stat()
        try item.status(&status)
        var header = try item.header(status, rules)
        try number(&header, FileIdentity(status))
        append(header, item)
        let directory = item.directory.descriptor.rawValue
        let length = unsafe item.directory.listing.withName(item.item) { name in
            unsafe buffer.readLink(name, in: directory, limit: Int(header.fileSize))
        }
        guard length >= 0 else { throw .lastForSource("readlinkat", path: item.path) }
        guard length == Int(header.fileSize) else {
            throw CpioError(.fileReplaced, "the symlink changed while it was packed; pack again", path: item.path)
        }
        buffer.appendZeros(NewcHeader.padding(length))
        count.add(.symlink, UInt64(length))
    }

    private mutating func packRegular(_ item: PackItem, _ opened: OpenFile?) throws(CpioError) -> Outcome {
        if let opened {
            guard fits(opened.header) else { return try packLarge(item, opened.file, opened.header) }
            var header = opened.header
            try packWhole(item, opened.file.descriptor.rawValue, &header)
            return .complete
        }
        let directory = item.directory.descriptor.rawValue
        let number = unsafe item.directory.listing.withName(item.item) { name in
            unsafe openRelative(name, in: directory, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
        }
        guard number >= 0 else { throw .lastForSource("openat", path: item.path) }
        let descriptor = OwnedDescriptor(adopting: number)
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw .lastForSource("fstat", path: item.path) }
        try item.checkKind(status)
        let file = FileIdentity(status)
        guard archiveFile != file else {
            throw CpioError(
                .invalidOption, "this is the archive itself; write it to a place outside the directory", path: item.path
            )
        }
        var header = try item.header(status, rules)
        guard try self.number(&header, file, names: UInt64(status.st_nlink), item) else {
            header.fileSize = 0
            append(header, item)
            count.add(.regular, 0)
            return .complete
        }
        guard fits(header) else {
            let source = CpioSourceFile(adopting: descriptor, size: UInt64(header.fileSize))
            return try packLarge(item, source, header)
        }
        try packWhole(item, number, &header)
        return .complete
    }

    private func fits(_ header: NewcHeader) -> Bool {
        Int(header.fileSize) + Int(header.nameSize) + NewcHeader.size + 16 <= buffer.room
    }

    private mutating func packLarge(
        _ item: PackItem, _ file: CpioSourceFile, _ header: NewcHeader
    ) throws(CpioError) -> Outcome {
        if buffer.count > 0, Int(header.fileSize) < buffer.capacity / 2 {
            return .doesNotFit(OpenFile(file: file, header: header))
        }
        return try begin(item, file, header)
    }

    @inline(__always)
    private mutating func packWhole(
        _ item: PackItem, _ descriptor: Int32, _ header: inout NewcHeader
    ) throws(CpioError) {
        let place = append(header, item)
        let start = buffer.count
        try readAll(item, descriptor, Int(header.fileSize))
        if rules.format == .crc {
            header.check = buffer.sum(from: start)
            buffer.store(header, .crc, at: place)
        }
        buffer.appendZeros(Int(NewcHeader.padding(header.fileSize)))
        count.add(.regular, UInt64(header.fileSize))
    }
}
