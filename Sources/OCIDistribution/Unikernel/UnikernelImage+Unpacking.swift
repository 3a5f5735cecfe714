import OCIModel
public import SystemPackage
import SystemSupport

extension UnikernelImage {
    /// What stands in `unikraft/config.json` of an unpacked package.
    private struct Description: Encodable {
        var reference: String
        var manifest: Digest
        var configuration: ImageConfiguration
    }

    /// Writes the files into a directory, as `kraft pkg pull -w` does: `unikraft/bin/kernel`, `unikraft/bin/initrd`
    /// when there is one, and `unikraft/config.json` with the command, the environment and the kernel's options.
    ///
    /// - Parameter directory: The directory; it is made when it is not there.
    /// - Returns: The files that were written.
    /// - Throws: ``DistributionError`` with the code `storage`.
    @discardableResult
    public func unpack(into directory: FilePath) async throws -> [FilePath] {
        var written: [FilePath] = []
        for role in UnikernelFile.Role.allCases {
            guard let file = files[role] else { continue }
            let path = directory.appending(String(role.path.dropFirst()))
            try await write(file, to: path)
            written.append(path)
        }
        let path = directory.appending("unikraft/config.json")
        let description = Description(
            reference: reference.description, manifest: manifest.digest, configuration: configuration)
        try FileContent.write(try JSONDocument.encode(description) + [UInt8(ascii: "\n")], to: path)
        return written + [path]
    }

    private func write(_ file: UnikernelFile, to path: FilePath) async throws {
        let parent = path.removingLastComponent()
        try storage(parent) { () throws(SystemCallError) in try makeDirectories(parent) }
        // What may be executed stays so; nothing is written that others could change.
        let mode: UInt32 = file.mode & 0o111 == 0 ? 0o644 : 0o755
        try await FileContent.write(file.content, to: path, mode: mode)
    }
}
