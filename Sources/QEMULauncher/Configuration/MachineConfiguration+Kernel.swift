public import SystemPackage
import SystemSupport
import UnikraftCore

extension MachineConfiguration {
    /// Creates a configuration for a kernel file, whatever kind of guest it boots.
    ///
    /// A Linux kernel stands for the development guest, whose `init.cpio` lies beside it.
    ///
    /// - Parameters:
    ///   - kernel: The kernel file.
    ///   - name: The machine's name.
    ///   - initramfs: The root filesystem archive, if any.
    ///   - arguments: The program and its arguments.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/kernel`` when the file is no kernel, or a Linux kernel
    ///   without the development guest's archive.
    public init(
        booting kernel: FilePath, name: String = "unikraft", initramfs: FilePath? = nil, arguments: [String] = []
    ) throws(LaunchError) {
        let image = try KernelImage(path: kernel)
        var guest = GuestProfile.unikraft
        if image.format.isLinux {
            let initArchive = kernel.removingLastComponent().appending("init.cpio")
            guard (try? FileStatus(of: initArchive, followSymlink: true))?.kind == .regular else {
                throw LaunchError(
                    .kernel, subject: kernel.string,
                    "'\(kernel)' is a Linux kernel, and the development guest's 'init.cpio' is not beside it",
                    remedy: "Give a Unikraft kernel, or make the development guest with Scripts/development-guest.")
            }
            guest = .development(initArchive: initArchive)
        }
        self.init(
            name: name, kernel: kernel, initramfs: initramfs, guest: guest, architecture: image.architecture,
            arguments: arguments)
    }
}
