import Glibc
import SystemPackage
import SystemSupport

/// Takes the name of a file away; nothing happens when it is not there.
func removeName(_ path: FilePath) {
    _ = unsafe path.withPlatformString { unsafe unlink($0) }
}

/// The names in a directory, sorted by bytes; none when it cannot be read.
func listDirectory(_ path: FilePath) -> [String] {
    guard let stream = unsafe path.withPlatformString({ unsafe opendir($0) }) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
        let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
