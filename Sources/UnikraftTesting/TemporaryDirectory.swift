import Glibc
package import SystemPackage

/// A directory of a test's own, removed with everything in it when its owner goes.
package struct TemporaryDirectory: ~Copyable {
    /// Where the directory is; no symlink is on the way.
    package let path: FilePath

    /// Makes a directory below `TMPDIR`, or `/tmp`.
    ///
    /// - Throws: `Errno` when it cannot be made.
    package init() throws(Errno) {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/swift-unikraft-test.XXXXXX".utf8CString)
        let isMade = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
        }
        guard isMade else { throw Errno(rawValue: errno) }
        path = FilePath(String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    deinit {
        removeTree(path)
    }

    /// The names in the directory, in no order.
    package func names() -> [String] {
        listNames(path)
    }
}

private func listNames(_ path: FilePath) -> [String] {
    guard let stream = unsafe opendir(path.string) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names
}

private func removeTree(_ path: FilePath) {
    if unsafe unlink(path.string) == 0 { return }
    unsafe chmod(path.string, 0o700)
    for name in listNames(path) { removeTree(path.appending(name)) }
    unsafe rmdir(path.string)
}
