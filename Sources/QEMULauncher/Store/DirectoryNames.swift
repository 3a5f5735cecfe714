import Glibc
import SystemPackage

/// The names in a directory.
enum DirectoryNames {
    /// Lists them in no order; empty when there is no such directory.
    static func list(_ directory: FilePath) -> [String] {
        guard let stream = unsafe opendir(directory.string) else { return [] }
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
