import Glibc
package import SystemPackage

/// Makes a directory with all that lead to it; those that are there already stay as they are.
///
/// - Parameters:
///   - path: The directory.
///   - mode: The permissions of those that are made; the process's umask applies.
/// - Throws: ``SystemCallError``.
package func makeDirectories(_ path: FilePath, mode: UInt32 = 0o755) throws(SystemCallError) {
    guard !path.isEmpty, unsafe mkdir(path.string, mode) != 0 else { return }
    let error = SystemCallError.last("mkdir", path)
    switch error.errno {
    case .fileExists:
        let status = try FileStatus(of: path, followSymlink: true)
        guard status.kind == .directory else {
            throw SystemCallError(systemCall: "mkdir", errno: .notDirectory, path: path)
        }
    case .noSuchFileOrDirectory where path.removingLastComponent() != path:
        try makeDirectories(path.removingLastComponent(), mode: mode)
        guard unsafe mkdir(path.string, mode) == 0 || currentErrno() == .fileExists else {
            throw .last("mkdir", path)
        }
    default:
        throw error
    }
}
