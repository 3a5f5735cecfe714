public import SystemPackage
import SystemSupport

extension KernelFeatures {
    /// The longest `.config` that is read, in bytes.
    private static let fileLimit = 4 << 20

    /// Reads the `.config` that a kernel was built with.
    ///
    /// - Parameter path: The file.
    /// - Throws: ``DistributionError`` with the code `storage`, `tooLarge`, or `configuration` when it sets no option.
    public init(configurationFile path: FilePath) throws(DistributionError) {
        let bytes: [UInt8]
        do {
            bytes = try SmallFile.read(path, limit: Self.fileLimit)
        } catch {
            throw DistributionError(
                .storage, "the kernel's configuration cannot be read; give the .config of its build", path: path,
                cause: SystemCallError(systemCall: error.systemCall, errno: error.errno, path: nil))
        }
        guard bytes.count <= Self.fileLimit else {
            throw DistributionError(.tooLarge, "the file is longer than any .config of a kernel", path: path)
        }
        self.init(parsing: String(decoding: bytes, as: UTF8.self))
        guard !options.isEmpty else {
            throw DistributionError(
                .configuration,
                "the file has no line 'CONFIG_NAME=value', so it is no kernel's configuration; give the .config of its build",
                path: path)
        }
    }
}
