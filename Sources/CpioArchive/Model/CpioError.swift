public import SystemPackage

/// Why an archive could not be written or read.
public struct CpioError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong.
    public var code: Code
    /// The entry concerned, without `./` or `/` before it, if one is.
    public var path: [UInt8]?
    /// The file of the host concerned: an archive, or a directory that is packed.
    public var file: FilePath?
    /// Where in the archive, in bytes from its start; for compressed input, from the start of what it
    /// holds.
    public var offset: UInt64?
    /// The system call that failed, if one did.
    public var systemCall: String?
    /// The error number that it gave.
    public var errno: Errno?
    /// What is wrong in this case, and what to do about it.
    public var detail: String

    init(
        _ code: Code, _ detail: String, path: [UInt8]? = nil, file: FilePath? = nil, offset: UInt64? = nil,
        systemCall: String? = nil, errno: Errno? = nil
    ) {
        self.code = code
        self.path = path
        self.file = file
        self.offset = offset
        self.systemCall = systemCall
        self.errno = errno
        self.detail = detail
    }

    /// The text for people: what, where, and what to do next.
    public var description: String {
        var place: [String] = []
        if let file { place.append("'\(file)'") }
        if let path { place.append("entry \(quoted(path))") }
        if let offset { place.append("offset \(offset)") }
        let head = place.isEmpty ? "" : place.joined(separator: ", ") + ": "
        guard let systemCall, let errno else { return head + detail }
        return head + "\(detail): \(errno) (\(systemCall), errno \(errno.rawValue))"
    }
}

/// A name for people: in quotes, with bytes that do not print written as `\xNN`.
func quoted(_ path: [UInt8]) -> String {
    let text = String(decoding: path, as: UTF8.self)
    let isPlain = Array(text.utf8) == path && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
    guard !isPlain else { return "'\(text)'" }
    let escaped = path.map { byte in
        if (0x20..<0x7f).contains(byte) { return String(UnicodeScalar(byte)) }
        let digits = String(byte, radix: 16)
        return "\\x" + (digits.count == 1 ? "0" + digits : digits)
    }
    return "'\(escaped.joined())'"
}
