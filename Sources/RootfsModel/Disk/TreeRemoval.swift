import Glibc
package import SystemPackage
package import SystemSupport

/// Removes a directory of the host with everything in it. No symbolic link is followed.
///
/// - Parameters:
///   - name: The directory's name.
///   - directory: The open directory that it is in.
/// - Throws: `SystemCallError`.
func removeTree(_ name: [UInt8], in directory: Int32) throws(SystemCallError) {
    let base = FilePath("/proc/self/fd/\(directory)")
    let stack = try DirectoryStack(root: base)
    try enter(name, stack)
    var open: [(name: [UInt8], names: [[UInt8]])] = [(name, try hostNames(in: stack.top))]
    while var frame = open.popLast() {
        guard let next = frame.names.popLast() else {
            guard try stack.pop() else { throw SystemCallError(systemCall: "openat", errno: .noSuchFileOrDirectory) }
            let result = unsafe FilePath(bytes: frame.name).withPlatformString {
                unsafe unlinkat(stack.top, $0, AT_REMOVEDIR)
            }
            guard result == 0 else { throw .last("unlinkat") }
            continue
        }
        open.append(frame)
        let result = unsafe FilePath(bytes: next).withPlatformString { unsafe unlinkat(stack.top, $0, 0) }
        if result == 0 || currentErrno() == .noSuchFileOrDirectory { continue }
        guard currentErrno() == .isDirectory || currentErrno() == .notPermitted else { throw .last("unlinkat") }
        try enter(next, stack)
        open.append((next, try hostNames(in: stack.top)))
    }
}

/// Goes into a directory that is to be removed. Its owner may have shut it for himself, as overlayfs does with the one
/// that it works in; only root gets in then.
private func enter(_ name: [UInt8], _ stack: DirectoryStack) throws(SystemCallError) {
    if geteuid() != 0 {
        _ = unsafe FilePath(bytes: name).withPlatformString { unsafe fchmodat(stack.top, $0, 0o700, 0) }
    }
    try stack.push(name)
}

/// Flags to open a directory whose path is known to hold no symbolic link at its end.
let directoryFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW

/// Removes a file, or a directory with everything in it; nothing happens when there is none.
///
/// - Parameters:
///   - name: The file's name.
///   - directory: The open directory that it is in.
/// - Throws: `SystemCallError`.
func removeAnything(_ name: [UInt8], in directory: Int32) throws(SystemCallError) {
    let result = unsafe FilePath(bytes: name).withPlatformString { unsafe unlinkat(directory, $0, 0) }
    guard result != 0 else { return }
    switch currentErrno() {
    case .noSuchFileOrDirectory: return
    case .isDirectory, .notPermitted: try removeTree(name, in: directory)
    default: throw .last("unlinkat")
    }
}

/// Removes a directory of the host with everything in it; nothing happens when there is none. No symbolic link is
/// followed.
///
/// - Parameter path: The directory.
/// - Throws: `SystemCallError`.
package func removeDirectoryTree(_ path: FilePath) throws(SystemCallError) {
    guard let name = path.lastComponent?.string else { return }
    let parent = path.removingLastComponent()
    let directory = try OwnedDescriptor.open(parent.isEmpty ? "." : parent, flags: O_RDONLY | O_DIRECTORY)
    try removeAnything(Array(name.utf8), in: directory.rawValue)
}
