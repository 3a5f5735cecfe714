/// What a glibc loader's file says about it.
struct LoaderImage {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The directories that are built in: strings with a slash at both ends, one behind the other (`system_dirs` in
    /// `elf/dl-load.c`). Empty when they cannot be told.
    func directories() -> [[UInt8]] {
        var best: [[UInt8]] = []
        var run: [[UInt8]] = []
        var next = 0
        var from = 0
        while let start = bytes.firstPosition(of: 0x2F, from: from) {
            from = start + 1
            guard start == 0 || bytes[start - 1] == 0, let end = bytes.firstPosition(of: 0, from: start) else {
                continue
            }
            guard end - start > 2, bytes[end - 1] == 0x2F, end - start < RootPath.maximumLength else { continue }
            if start != next { run = [] }
            run.append(Array(bytes[start..<end - 1]))
            if run.count > best.count { best = run }
            next = end + 1
            from = next
        }
        return best
    }

    /// The number after `2.` of glibc's version; nil when it cannot be told.
    func minorVersion() -> Int? {
        let text = Array("stable release version 2.".utf8)
        var from = 0
        while let start = bytes.firstPosition(of: text[0], from: from) {
            if bytes[start...].starts(with: text) {
                let digits = bytes[(start + text.count)...].prefix { $0 >= 0x30 && $0 <= 0x39 }
                return Int(String(decoding: digits, as: UTF8.self))
            }
            from = start + 1
        }
        return nil
    }
}
