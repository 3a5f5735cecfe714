/// The answer of an HTTP server (RFC 9112, section 4).
public struct HTTPProbeResponse: Sendable, Hashable {
    /// The status code, for example 200.
    public var status: Int
    /// The head: status line and fields, without the empty line.
    public var head: String
    /// The body as far as it was read.
    public var body: [UInt8]

    /// Reads an answer; nil when its head is not complete or is no HTTP.
    ///
    /// - Parameter bytes: Everything received.
    init?(parsing bytes: [UInt8]) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        body = Array(bytes[end.upperBound...])
        let words = head.prefix { $0 != "\r\n" }.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/"), words[1].utf8.count == 3, let status = Int(words[1])
        else { return nil }
        self.status = status
    }

    /// The length that the head announces, if it does.
    var contentLength: Int? {
        for line in head.split(separator: "\r\n").dropFirst() {
            let field = line.split(separator: ":", maxSplits: 1)
            guard field.count == 2, field[0].lowercased() == "content-length" else { continue }
            return Int(field[1].trimmingBlanks())
        }
        return nil
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return start[...last]
    }
}
