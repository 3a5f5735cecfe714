import CLinux
import SystemPackage
import SystemSupport

/// Extended attributes of a name in an open directory (xattr(7)), reached through `/proc/self/fd`.
enum HostAttributes {
    private static let largestValue = 64 << 10

    private static func path(_ name: [UInt8], in directory: Int32) -> FilePath {
        FilePath("/proc/self/fd/\(directory)").appending(bytes: name)
    }

    /// Reads all attributes; none where the file system has no attributes.
    static func read(_ name: [UInt8], in directory: Int32) -> [String: [UInt8]] {
        let path = path(name, in: directory)
        let list = unsafe fill { unsafe clinux_llistxattr(path.string, $0?.assumingMemoryBound(to: CChar.self), $1) }
        var values: [String: [UInt8]] = [:]
        for key in list.split(separator: 0) {
            let key = String(decoding: key, as: UTF8.self)
            values[key] = unsafe fill { unsafe clinux_lgetxattr(path.string, key, $0, $1) }
        }
        return values
    }

    /// Sets attributes.
    ///
    /// - Throws: `SystemCallError` for the first that cannot be set.
    static func write(_ values: [String: [UInt8]], to name: [UInt8], in directory: Int32) throws(SystemCallError) {
        let path = path(name, in: directory)
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            let result = unsafe value.withUnsafeBytes {
                unsafe clinux_lsetxattr(path.string, key, $0.baseAddress, $0.count)
            }
            guard result == 0 else { throw .last("lsetxattr", path) }
        }
    }

    /// Calls a function that fills memory and says how much there is (the size limits of xattr(7) are 64 KiB).
    private static func fill(_ call: (UnsafeMutableRawPointer?, Int) -> Int) -> [UInt8] {
        let size = call(nil, 0)
        guard size > 0, size <= largestValue else { return [] }
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = unsafe max(0, min(size, call(UnsafeMutableRawPointer(buffer.baseAddress), size)))
        }
    }
}
