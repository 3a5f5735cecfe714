import Glibc
import SystemPackage
import SystemSupport
import UnikraftCore

/// A machine's files in the form that QEMU takes.
struct MachineFiles: Sendable {
    /// The kernel's path for QEMU.
    var kernelPath: FilePath
    /// The initramfs's path for QEMU.
    var initramfsPath: FilePath?
    /// The initramfs's size.
    var initramfsSize: ByteCount
    /// A directory of links and files made for this machine only, to be removed after it.
    var temporaryDirectory: StagingDirectory?

    /// Where links and files are put that a machine needs.
    enum Place: Sendable, Hashable {
        /// A temporary directory, made only when one is needed.
        case temporary
        /// A directory that stays; it is made when it is not there.
        case directory(FilePath)
        /// The directory that QEMU will run in: every file is linked there, and its path is the link's name alone.
        case workingDirectory(FilePath)
    }

    /// Checks a machine's files, and makes links and files where QEMU could not take them as they are.
    ///
    /// - Parameters:
    ///   - configuration: The machine.
    ///   - place: Where links and files are put.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/initramfs`` or ``LaunchError/Code/file``; nothing is
    ///   left in a temporary directory then.
    init(_ configuration: MachineConfiguration, place: Place) throws(LaunchError) {
        kernelPath = configuration.kernel
        initramfsPath = configuration.initramfs
        initramfsSize = ByteCount(bytes: 0)
        do {
            if place.linksAll || !SafePath.isSafe(kernelPath.string) {
                kernelPath = try link(configuration.kernel, named: "kernel", place)
            }
            var parts: [FilePath] = []
            if case .development(let initArchive) = configuration.guest { parts.append(initArchive) }
            if let archive = configuration.initramfs { parts.append(archive) }
            for part in parts {
                let size = try Self.checkArchive(part)
                initramfsSize = ByteCount(bytes: initramfsSize.bytes + size)
            }
            if case .development = configuration.guest {
                initramfsPath = try join(parts, named: "initramfs.cpio", place)
            } else if let archive = configuration.initramfs, place.linksAll || !SafePath.isSafe(archive.string) {
                initramfsPath = try link(archive, named: "initramfs.cpio", place)
            }
            if place.linksAll {
                kernelPath = Self.lastName(kernelPath)
                initramfsPath = initramfsPath.map(Self.lastName)
            }
        } catch {
            remove()
            throw error
        }
    }

    private static func lastName(_ path: FilePath) -> FilePath {
        path.lastComponent.map { FilePath($0.string) } ?? path
    }

    /// Removes what was made in a temporary directory.
    func remove() {
        temporaryDirectory?.remove()
    }

    private mutating func directory(_ place: Place) throws(LaunchError) -> FilePath {
        switch place {
        case .temporary:
            if let temporaryDirectory { return temporaryDirectory.path }
            let made = try StagingDirectory()
            temporaryDirectory = made
            return made.path
        case .directory(let path), .workingDirectory(let path):
            do {
                try makeDirectories(path)
            } catch {
                throw Self.failure(path, "the directory '\(path)' cannot be made", error)
            }
            return path
        }
    }

    private mutating func link(_ path: FilePath, named name: String, _ place: Place) throws(LaunchError) -> FilePath {
        guard let target = path.resolved else {
            throw Self.failure(path, "the file '\(path)' cannot be found", SystemCallError.last("realpath", path))
        }
        let link = try directory(place).appending(place.name(name, for: target.string))
        unsafe unlink(link.string)
        // What is written in its place later is another file: the machine keeps this one. Not every file system and
        // not every owner allows that.
        if place.linksAll, unsafe Glibc.link(target.string, link.string) == 0 { return link }
        guard unsafe symlink(target.string, link.string) == 0 else {
            throw Self.failure(link, "the link '\(link)' cannot be made", SystemCallError.last("symlink", link))
        }
        return link
    }

    /// Writes archives one behind the other, each at a multiple of four bytes: the Linux kernel reads them in
    /// turn (Documentation/driver-api/early-userspace/buffer-format.rst).
    private mutating func join(_ parts: [FilePath], named name: String, _ place: Place) throws(LaunchError) -> FilePath
    {
        let sources = parts.map { ($0.resolved ?? $0).string }.joined(separator: "\n")
        let path = try directory(place).appending(place.name(name, for: sources))
        do {
            let output = try AtomicFile(path: path)
            for part in parts {
                let input = try OwnedDescriptor.open(part, flags: O_RDONLY)
                let written = try input.copy(to: output.descriptor, path: part)
                try output.descriptor.writeAll([UInt8](repeating: 0, count: (4 - Int(written % 4)) % 4))
            }
            try output.commit()
        } catch {
            throw Self.failure(path, "the initramfs '\(path)' cannot be written", error)
        }
        return path
    }

    /// The guest takes newc archives only (magic 070701 or 070702), without compression.
    private static func checkArchive(_ path: FilePath) throws(LaunchError) -> UInt64 {
        let status: FileStatus
        let magic: [UInt8]
        do {
            status = try FileStatus(of: path, followSymlink: true)
            magic = try OwnedDescriptor.open(path, flags: O_RDONLY).read(at: 0, limit: 6, path: path)
        } catch {
            throw LaunchError(
                .initramfs, subject: path.string, "the archive '\(path)' cannot be read",
                remedy: "Give a cpio archive made by `kraft rootfs build`.", cause: error)
        }
        let text = String(decoding: magic, as: UTF8.self)
        guard status.kind == .regular, text == "070701" || text == "070702" else {
            let found =
                switch (magic.first, magic.count) {
                case (nil, _): "it is empty"
                case (0x1f?, _): "it is compressed with gzip, which the guest does not read"
                case (0x28?, _): "it is compressed with zstd, which the guest does not read"
                default: "it does not begin with 070701 or 070702"
                }
            throw LaunchError(
                .initramfs, subject: path.string, "'\(path)' is not a newc archive: \(found)",
                remedy: "Make one with `kraft rootfs build`, or with `cpio -o -H newc`.")
        }
        return status.size
    }

    private static func failure(_ path: FilePath, _ message: String, _ cause: any Error) -> LaunchError {
        LaunchError(
            .file, subject: path.string, message, remedy: "Check its permissions and the free space.", cause: cause)
    }
}

extension MachineFiles.Place {
    /// A file's name. In a directory that stays, what stands for other files has another name, so that a command
    /// that was printed before still means what it did.
    fileprivate func name(_ name: String, for sources: String) -> String {
        if case .directory = self { "\(sources.stableHash)-\(name)" } else { name }
    }

    /// Whether files are linked even where QEMU could take their own paths.
    fileprivate var linksAll: Bool {
        if case .workingDirectory = self { true } else { false }
    }
}
