import Glibc
import SystemPackage
import SystemSupport

/// Makes a file without a name in `TMPDIR` or `/tmp`.
///
/// - Parameter purpose: What it takes, for the error.
/// - Returns: The file, which goes when it is closed.
/// - Throws: ``CpioError`` when there is no place for it.
func temporaryFile(for purpose: String) throws(CpioError) -> OwnedDescriptor {
    let directory = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    let path = FilePath(directory).appending(".cpio-\(UInt64.random(in: .min ... .max))")
    do throws(SystemCallError) {
        let file = try OwnedDescriptor.open(path, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
        _ = unsafe path.withPlatformString { unsafe unlink($0) }
        return file
    } catch {
        throw .system(
            error, "there is no place for \(purpose); set TMPDIR to a directory with room", file: path)
    }
}
