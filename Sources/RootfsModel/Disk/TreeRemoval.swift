import Glibc
import SystemPackage
import SystemSupport

/// Removes a directory of the host with everything in it. No symbolic link is followed.
///
/// - Parameters:
///   - name: The directory's name.
///   - directory: The open directory that it is in.
/// - Throws: `SystemCallError`.
func removeTree(_ name: [UInt8], in directory: Int32) throws(SystemCallError) {
    let base = FilePath("/proc/self/fd/\(directory)")
    let stack = try DirectoryStack(root: base)
    try stack.push(name)
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
        try stack.push(next)
        open.append((next, try hostNames(in: stack.top)))
    }
}
