/// A header block taken apart (POSIX, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format").
struct TarHeader {
    /// Archives are made of blocks of 512 bytes.
    static let blockSize = 512

    /// The number of zeros that fill the last block of so many bytes.
    static func padding(after size: UInt64) -> UInt64 {
        (512 - size % 512) % 512
    }

    /// Headers that say something about the entry after them.
    enum Extension: Sendable {
        case paxLocal, paxGlobal, longName, longLink
    }

    /// What follows a header.
    enum Content {
        case member(TarEntry)
        case extended(Extension, size: UInt64)
        case skipped(size: UInt64)
    }

    private enum Format { case v7, ustar, gnu }

    let offset: UInt64
    let path: [UInt8]
    private let block: [UInt8]
    private let format: Format

    init(_ block: [UInt8], offset: UInt64) throws(TarError) {
        self.block = block
        self.offset = offset
        let magic = block[257..<265]
        if magic.elementsEqual("ustar  \u{0}".utf8) {
            format = .gnu
        } else if magic.prefix(5).elementsEqual("ustar".utf8) {
            format = .ustar
        } else {
            format = .v7
        }
        var name = Self.text(block[0..<100])
        // Only POSIX has a prefix; GNU keeps other things in its place.
        if format == .ustar {
            let prefix = Self.text(block[345..<500])
            if !prefix.isEmpty { name = prefix + [UInt8(ascii: "/")] + name }
        }
        path = name
        try checkSum()
    }

    /// What the header stands for.
    func content() throws(TarError) -> Content {
        let flag = block[156]
        switch flag {
        case UInt8(ascii: "x"): return .extended(.paxLocal, size: try size())
        case UInt8(ascii: "g"): return .extended(.paxGlobal, size: try size())
        case UInt8(ascii: "L"): return .extended(.longName, size: try size())
        case UInt8(ascii: "K"): return .extended(.longLink, size: try size())
        case UInt8(ascii: "V"): return .skipped(size: try size())
        case UInt8(ascii: "S"):
            throw TarError(
                .unsupported, offset: offset, name: path,
                "it is a sparse file in GNU's format, which is not supported; write the archive without --sparse")
        case 0 where path.last == UInt8(ascii: "/"): return .member(try member(.directory))
        case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): return .member(try member(.regular))
        case UInt8(ascii: "1"): return .member(try member(.hardLink))
        case UInt8(ascii: "2"): return .member(try member(.symbolicLink))
        case UInt8(ascii: "3"): return .member(try member(.characterDevice))
        case UInt8(ascii: "4"): return .member(try member(.blockDevice))
        case UInt8(ascii: "5"): return .member(try member(.directory))
        case UInt8(ascii: "6"): return .member(try member(.fifo))
        default:
            throw TarError(
                .unsupported, offset: offset, name: path,
                "entries of type \(flag >= 33 && flag < 127 ? "'\(UnicodeScalar(flag))'" : "\(flag)") are not supported"
            )
        }
    }

    private func member(_ kind: TarEntry.Kind) throws(TarError) -> TarEntry {
        var entry = TarEntry(path: path, kind: kind, mode: try number(100..<108, "mode", as: UInt32.self) & 0o7777)
        entry.owner = try number(108..<116, "uid", as: UInt32.self)
        entry.group = try number(116..<124, "gid", as: UInt32.self)
        entry.size = kind == .regular ? try size() : 0
        entry.modificationTime = try number(136..<148, "mtime", as: Int64.self)
        entry.linkTarget = kind == .hardLink || kind == .symbolicLink ? Self.text(block[157..<257]) : []
        if kind == .characterDevice || kind == .blockDevice {
            entry.deviceMajor = try number(329..<337, "devmajor", as: UInt32.self)
            entry.deviceMinor = try number(337..<345, "devminor", as: UInt32.self)
        }
        return entry
    }

    private func size() throws(TarError) -> UInt64 {
        let size = try number(124..<136, "size", as: UInt64.self)
        guard size <= UInt64(Int64.max) - 1024 else {
            throw TarError(.malformed, offset: offset, name: path, "a size of \(size) bytes is beyond any file")
        }
        return size
    }

    private func number<Value: FixedWidthInteger>(
        _ range: Range<Int>, _ name: String, as: Value.Type
    ) throws(TarError) -> Value {
        guard let number = TarNumber.parse(block[range]), let value = Value(exactly: number) else {
            throw TarError(.malformed, offset: offset, name: path, "its field '\(name)' is no number of the right size")
        }
        return value
    }

    /// The sum of all bytes with blanks in place of the sum itself; some old programs added signed bytes.
    private func checkSum() throws(TarError) {
        var unsigned: Int64 = 0
        var signed: Int64 = 0
        for index in block.indices {
            let byte = (148..<156).contains(index) ? 32 : block[index]
            unsigned += Int64(byte)
            signed += Int64(Int8(bitPattern: byte))
        }
        let stored = TarNumber.parse(block[148..<156])
        guard stored == unsigned || stored == signed else {
            throw TarError(
                .malformed, offset: offset, name: path,
                "the header's checksum is wrong; this is no tar archive, or it is damaged")
        }
    }

    private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] {
        Array(field.prefix { $0 != 0 })
    }
}
