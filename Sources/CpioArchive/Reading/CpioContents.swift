import Glibc
import SystemPackage
import SystemSupport

/// What a reading of a whole archive finds.
struct CpioContents {
    private(set) var records: [CpioRecord] = []
    /// The last record of each name.
    private(set) var places: [[UInt8]: Int] = [:]
    let compression: CpioCompression?
    let trailerOffset: UInt64
    /// Bytes that were read, inflated.
    let size: UInt64

    init(_ source: consuming ByteSource, _ scope: CpioReader.Scope) throws(CpioError) {
        var reader = CpioReader(source: source, scope: scope)
        while let record = try reader.next() {
            if let name = try? record.canonicalPath() { places[name] = records.count }
            records.append(record)
        }
        compression = reader.compression
        trailerOffset = reader.trailerOffset
        size = reader.source.position + UInt64(reader.source.available)
    }

    /// A file without a name, for an archive that is inflated.
    static func temporaryFile() throws(CpioError) -> OwnedDescriptor {
        let directory = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        let path = FilePath(directory).appending(".cpio-\(UInt64.random(in: .min ... .max))")
        do throws(SystemCallError) {
            let file = try OwnedDescriptor.open(path, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
            _ = unsafe path.withPlatformString { unsafe unlink($0) }
            return file
        } catch {
            throw .system(error, "there is no place to inflate the archive to; set TMPDIR", file: path)
        }
    }
}
