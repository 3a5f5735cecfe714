import Glibc
import Gzip
import SystemPackage
import SystemSupport

/// Makes a plain tar file of an archive of a component.
enum ArchiveFile {
    /// The largest tar file that an archive may inflate to.
    static let sizeLimit: UInt64 = 4 << 30

    /// Writes the tar file that an archive holds.
    ///
    /// - Parameters:
    ///   - archive: A tar file, plain or compressed with gzip.
    ///   - tar: Where to write the plain tar file.
    /// - Throws: ``KernelBuildError`` when it is compressed otherwise, damaged or too large.
    static func inflate(_ archive: FilePath, to tar: FilePath) throws(KernelBuildError) {
        do {
            let input = try OwnedDescriptor.open(archive, flags: O_RDONLY)
            let output = try OwnedDescriptor.open(tar, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
            let magic = try input.read(at: 0, limit: 4, path: archive)
            if magic.starts(with: [0x1f, 0x8b]) {
                try inflate(input, into: output, name: archive)
            } else {
                _ = try input.copy(to: output.descriptor, path: archive)
            }
        } catch let error as KernelBuildError {
            throw error
        } catch {
            throw self.error(archive, "\(error)")
        }
    }

    private static func inflate(
        _ input: borrowing OwnedDescriptor, into output: borrowing OwnedDescriptor, name: FilePath
    ) throws {
        var inflater = try Inflater()
        var source = [UInt8](repeating: 0, count: 256 << 10)
        var target = [UInt8](repeating: 0, count: 256 << 10)
        var total: UInt64 = 0
        while true {
            let count = unsafe try source.withUnsafeMutableBytes { unsafe try input.descriptor.read(into: $0) }
            guard count > 0 else { break }
            var place = 0
            while place < count {
                var room = target.mutableSpan
                let progress = unsafe try inflater.inflate(source.span.extracting(place..<count).bytes, into: &room)
                place += progress.consumed
                total += UInt64(progress.produced)
                guard total <= sizeLimit else { throw error(name, "it inflates to more than \(sizeLimit) bytes") }
                guard progress.produced > 0 || progress.consumed > 0 else { break }
                try output.descriptor.writeAll(target[..<progress.produced])
            }
            if inflater.isAtForeignData { throw error(name, "something else follows the gzip data") }
        }
        // What zlib still holds back when the input has ended.
        while true {
            var room = target.mutableSpan
            let progress = unsafe try inflater.inflate(source.span.extracting(0..<0).bytes, into: &room)
            guard progress.produced > 0 else { break }
            try output.descriptor.writeAll(target[..<progress.produced])
        }
        guard inflater.isComplete else { throw error(name, "it ends in the middle") }
    }

    /// The error for an archive that cannot be used.
    static func error(_ archive: FilePath, _ reason: String) -> KernelBuildError {
        KernelBuildError(
            .archive, subject: archive.string, "the archive '\(archive)' cannot be used: \(reason)",
            remedy:
                "Use a tar or zip archive that was not changed, or unpack it by hand and name the directory."
        )
    }
}
