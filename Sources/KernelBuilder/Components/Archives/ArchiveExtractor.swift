import FoundationEssentials
import Glibc
import SystemPackage
import SystemSupport
import TarArchive

/// Unpacks the tar file of a component. Every name is checked before anything is written.
enum ArchiveExtractor {
    /// Unpacks a plain tar file.
    ///
    /// - Parameters:
    ///   - tar: The tar file.
    ///   - archive: The archive's name, for errors.
    ///   - directory: The directory to make.
    /// - Throws: ``KernelBuildError``.
    static func extract(_ tar: FilePath, archive: FilePath, into directory: FilePath) throws(KernelBuildError) {
        do {
            let file = try OwnedDescriptor.open(tar, flags: O_RDONLY)
            let members = try ArchiveMembers(TarIndex(reading: file.descriptor, path: archive), archive: archive)
                .members
            try makeDirectories(directory)
            for member in members where member.entry.kind == .directory {
                try makeDirectories(directory.pushing(FilePath(member.name)))
            }
            for member in members where member.entry.kind == .regular {
                try write(member.entry, file, archive, to: directory.pushing(FilePath(member.name)))
            }
            for member in members where member.entry.kind == .hardLink {
                try FileAccess.copy(
                    directory.pushing(FilePath(member.linkedName)), to: directory.pushing(FilePath(member.name)))
            }
            // Links come last, so that nothing is written through one.
            for member in members where member.entry.kind == .symbolicLink {
                let place = directory.pushing(FilePath(member.name))
                try makeDirectories(place.removingLastComponent())
                try FileManager.default.createSymbolicLink(
                    atPath: place.string, withDestinationPath: String(decoding: member.entry.linkTarget, as: UTF8.self))
            }
        } catch let error as KernelBuildError {
            throw error
        } catch {
            throw ArchiveFile.error(archive, "\(error)")
        }
    }

    private static func write(
        _ entry: TarEntry, _ tar: borrowing OwnedDescriptor, _ archive: FilePath, to place: FilePath
    ) throws {
        try makeDirectories(place.removingLastComponent())
        let file = try OwnedDescriptor.open(
            place, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: entry.mode & 0o100 == 0 ? 0o644 : 0o755)
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var done: UInt64 = 0
        while done < entry.size {
            let wanted = Int(min(UInt64(buffer.count), entry.size - done))
            let offset = Int64(clamping: entry.contentOffset + done)
            let count = unsafe try buffer.withUnsafeMutableBytes { bytes in
                unsafe try tar.descriptor.read(
                    fromAbsoluteOffset: offset, into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<wanted]))
            }
            guard count > 0 else { throw ArchiveFile.error(archive, "it ends in the middle") }
            try file.descriptor.writeAll(buffer[..<count])
            done += UInt64(count)
        }
    }
}
