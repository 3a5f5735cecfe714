import Glibc
package import SystemPackage

/// The names in a directory.
package enum DirectoryNames {
    /// Lists them in no order.
    ///
    /// - Parameter directory: The directory.
    /// - Returns: The names but `.` and `..`.
    /// - Throws: ``SystemCallError``.
    package static func list(_ directory: FilePath) throws(SystemCallError) -> [String] {
        guard let stream = unsafe opendir(directory.string) else { throw .last("opendir", directory) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
