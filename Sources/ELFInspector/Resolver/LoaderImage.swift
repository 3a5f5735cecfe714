/// What a loader's file says about it.
struct LoaderImage {
    /// The directories that are built in; nil when they cannot be told.
    var directories: [[UInt8]]?
    /// The number after `2.` of the version; nil when it cannot be told.
    var minorVersion: Int?

    init() {}

    /// Finds the directories: strings with a slash at both ends, one behind the other (`system_dirs` in dl-load.c).
    init(_ bytes: [UInt8]) {
        var best: [[UInt8]] = []
        var run: [[UInt8]] = []
        var start = 0
        let version = Array("stable release version 2.".utf8)
        while let end = bytes[start...].firstIndex(of: 0) {
            let length = end - start
            if length > 2, bytes[start] == 0x2F, bytes[end - 1] == 0x2F, length < RootPath.maximumLength {
                run.append(Array(bytes[start..<end - 1]))
                if run.count > best.count { best = run }
            } else {
                run = []
                if minorVersion == nil, length > version.count, let found = Self.find(version, in: bytes[start..<end]) {
                    let digits = bytes[found..<end].prefix { $0 >= 0x30 && $0 <= 0x39 }
                    minorVersion = Int(String(decoding: digits, as: UTF8.self))
                }
            }
            start = end + 1
        }
        directories = best.isEmpty ? nil : best
    }

    private static func find(_ needle: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        var start = text.startIndex
        while text.endIndex - start >= needle.count {
            if text[start...].starts(with: needle) { return start + needle.count }
            start += 1
        }
        return nil
    }
}

extension LoaderContext {
    /// The largest loader that is believed, in bytes; glibc's has a quarter of a megabyte.
    private static let largestLoader = 8 << 20

    /// Reads the loader's own file.
    func readLoaderImage() -> LoaderImage {
        guard let file = interpreter?.file, file >= 0,
            let bytes = catalog.openPlain(Array(catalog.files[Int(file)].path.bytes), limit: Self.largestLoader)
        else { return LoaderImage() }
        return LoaderImage(bytes)
    }
}
