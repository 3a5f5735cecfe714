import CpioArchive
import ELFInspector
import OCIDistribution
import QEMULauncher
import SystemPackage
import SystemSupport
import UnikraftCore

extension UnikernelPackage {
    /// Looks at what is to be packed: whether the kernel is one for the platform and the architecture, whether a kernel
    /// can read the initial ramdisk, and whether the variables have names.
    ///
    /// - Returns: What is doubtful.
    /// - Throws: ``RunError`` or `LaunchError` when the package could not run.
    func check() throws -> [Diagnostic] {
        try checkKernel()
        for variable in environment where variable.firstIndex(of: "=").map({ $0 == variable.startIndex }) ?? true {
            throw RunError("'\(variable)' is no environment variable", remedy: "Write it as NAME=value.")
        }
        guard let initrd, initrd.isRegularFile else { return [] }
        let head = try SmallFile.read(initrd, limit: 5)
        let isArchive = ["070701", "070702", "070707"].contains { head.starts(with: $0.utf8) }
        guard !isArchive, CpioCompression(firstBytes: head) == nil else { return [] }
        let guess = head.isEmpty ? "is empty" : "is neither a cpio archive nor a compressed one"
        return [
            Diagnostic(
                .warning, .init("initrd"), "the initial ramdisk '\(initrd)' \(guess); most kernels cannot read it",
                remedy: "Make one with 'kraft rootfs build'.")
        ]
    }

    private func checkKernel() throws {
        let image: KernelImage
        do {
            image = try KernelImage(path: kernel)
        } catch {
            // Other monitors take kernels of other forms: any ELF file for the architecture.
            guard platform != .qemu else { throw error }
            guard let file = try? ELFFile(path: kernel) else {
                try kernel.checkReadableFile()
                throw RunError(
                    "'\(kernel)' is no kernel for \(platform): it is no ELF file, or a damaged one",
                    remedy: "Give the kernel that a Unikraft build leaves, named <name>_\(platform)-\(architecture).")
            }
            guard file.machine == ELFMachine(architecture) else { throw otherArchitecture("\(file.machine)") }
            return
        }
        guard image.architecture == architecture else { throw otherArchitecture("\(image.architecture)") }
    }

    private func otherArchitecture(_ found: String) -> RunError {
        RunError(
            "the kernel '\(kernel)' is for \(found), and the package is for \(architecture)",
            remedy: "Choose the kernel or the architecture (--arch) so that both agree.")
    }
}
