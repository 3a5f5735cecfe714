import Glibc
import SystemPackage
import SystemSupport

/// A directory for the links and files that stand between a machine's own files and QEMU.
enum StagingDirectory {
    /// Makes a directory of this process's own below `TMPDIR`, or `/tmp` where that path is no safe one.
    ///
    /// - Returns: Its path, which QEMU and the guest take as it is.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/file``.
    static func makeTemporary() throws(LaunchError) -> FilePath {
        let named = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        let parent = named.hasPrefix("/") && SafePath.isSafe(named) ? named : "/tmp"
        var template = Array("\(parent)/swift-unikraft.XXXXXX".utf8CString)
        let isMade = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
        }
        guard isMade else {
            throw LaunchError(
                .file, subject: parent, "no temporary directory could be made in '\(parent)'",
                remedy: "Check its permissions and its free space, or set TMPDIR.",
                cause: SystemCallError.last("mkdtemp"))
        }
        return FilePath(String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    /// Removes a directory that holds files and links only.
    static func remove(_ directory: FilePath) {
        for name in (try? DirectoryNames.list(directory)) ?? [] { unsafe unlink(directory.appending(name).string) }
        unsafe rmdir(directory.string)
    }
}

/// Paths that QEMU and the guest take as they are.
///
/// QEMU cuts an initramfs's path at commas and blanks, and the guest's command line begins with the kernel's
/// path, which blanks and quotes would split.
enum SafePath {
    static func isSafe(_ path: String) -> Bool {
        !path.isEmpty
            && path.utf8.allSatisfy { byte in
                GuestToken.isPlain(byte) && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "[")
                    && byte != UInt8(ascii: "]")
            }
    }
}
