import UnikraftCore

extension YAMLReader {
    /// Checks size, encoding and characters of the whole text before any of it is read.
    ///
    /// - Returns: Whether it can be read.
    mutating func checkEncoding() -> Bool {
        guard bytes.count <= YAMLLimits.bytes else {
            report(
                source.diagnostic(
                    .error, .yamlLimit, "the file has \(bytes.count) bytes, more than \(YAMLLimits.bytes)", at: nil,
                    remedy: "Check that this is the right file; a Kraftfile is a short text."))
            return false
        }
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            report(
                source.diagnostic(
                    .error, .yamlEncoding, "the file is in UTF-16", at: nil, remedy: "Save it in UTF-8."))
            return false
        }
        var index = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        while index < bytes.count {
            if bytes[index] == 0x0a || (0x20...0x7e).contains(bytes[index]) {
                index += 1
                continue
            }
            let length = characterLength(at: index)
            if length == 0 {
                let isText = bytes[index] < 0x80
                report(
                    source.diagnostic(
                        .error, .yamlEncoding,
                        isText
                            ? "the control character 0x\(String(bytes[index], radix: 16)) is not allowed"
                            : "this byte is not UTF-8", at: index..<index + 1,
                        remedy: isText
                            ? "Remove it; in double quotes an escape such as \\e can stand for it."
                            : "Save the file in UTF-8."))
                if found.diagnostics.count >= 10 { return false }
            }
            index += max(1, length)
        }
        return found.diagnostics.isEmpty
    }

    /// The length of the well-formed character at an index (Unicode 15, table 3-7); 0 for one that YAML 1.1
    /// (section 5.1) does not allow. A CR is allowed only before LF.
    private func characterLength(at index: Int) -> Int {
        func next(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
        func isTail(_ byte: UInt8) -> Bool { byte & 0xc0 == 0x80 }
        switch bytes[index] {
        case 0x09: return 1
        case 0x0d: return next(1) == 0x0a ? 1 : 0
        case 0xc2...0xdf: return isTail(next(1)) ? 2 : 0
        case 0xe0...0xef:
            let second: ClosedRange<UInt8> =
                switch bytes[index] {
                case 0xe0: 0xa0...0xbf
                case 0xed: 0x80...0x9f
                default: 0x80...0xbf
                }
            return second.contains(next(1)) && isTail(next(2)) ? 3 : 0
        case 0xf0...0xf4:
            let second: ClosedRange<UInt8> =
                switch bytes[index] {
                case 0xf0: 0x90...0xbf
                case 0xf4: 0x80...0x8f
                default: 0x80...0xbf
                }
            return second.contains(next(1)) && isTail(next(2)) && isTail(next(3)) ? 4 : 0
        default: return 0
        }
    }
}
