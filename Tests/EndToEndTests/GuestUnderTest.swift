import Glibc
import QEMULauncher
import SystemPackage
import Testing
import UnikraftTesting

/// A guest that the same plans are tried on.
///
/// The development guest is made by `Scripts/bootstrap`. The environment variable `UNIKRAFT_KERNEL` adds a real
/// Unikraft kernel that takes its root filesystem by `vfs.fstab`.
struct GuestUnderTest: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var kernel: FilePath
    var profile: GuestProfile
    /// Whether the guest tells its program's exit status.
    var reportsStatus: Bool

    /// Every guest that is at hand.
    static let all: [GuestUnderTest] = [development, unikraft].compactMap { $0 }

    static let development: GuestUnderTest? = {
        let directory = FilePath(variable("DEVELOPMENT_GUEST_DIR") ?? packageRoot.appending(".build-guest").string)
        guard access(directory.appending("vmlinux").string, R_OK) == 0 else { return nil }
        return GuestUnderTest(
            testDescription: "development guest", kernel: directory.appending("vmlinux"),
            profile: .development(initArchive: directory.appending("init.cpio")), reportsStatus: true)
    }()

    static let unikraft: GuestUnderTest? = variable("UNIKRAFT_KERNEL").map { path in
        GuestUnderTest(
            testDescription: "Unikraft", kernel: FilePath(path), profile: .unikraft, reportsStatus: false)
    }

    func configuration(
        name: String, archive: FilePath?, arguments: [String], acceleration: AccelerationPolicy = .tcg
    ) -> MachineConfiguration {
        var configuration = MachineConfiguration(
            name: name, kernel: kernel, initramfs: archive, guest: profile, arguments: arguments)
        configuration.acceleration = acceleration
        return configuration
    }
}

func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
}

/// The directory of the package's manifest.
let packageRoot: FilePath = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
