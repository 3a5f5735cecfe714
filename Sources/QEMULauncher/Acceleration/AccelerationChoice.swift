import Glibc
import SystemPackage
import SystemSupport
import UnikraftCore

/// Finds out what can execute a guest's instructions on this host.
struct AccelerationChoice: Sendable, Hashable {
    /// What executes the guest's instructions.
    var accelerator: Accelerator
    /// Why it is not KVM, when KVM was to be tried; one sentence for the user.
    var warning: String?

    /// Chooses by a policy.
    ///
    /// KVM counts as working when `/dev/kvm` can be opened and a small kernel of ours, which does what a real
    /// one does first, ran to its end under it once since the host was booted.
    ///
    /// - Parameters:
    ///   - policy: What the owner of the machine wants.
    ///   - architecture: The guest's architecture.
    ///   - guest: The kind of guest; Unikraft needs pages of 1 GiB besides.
    ///   - executable: The QEMU program.
    ///   - launcher: Starts QEMU for the trial.
    ///   - cacheDirectory: Where the trial's result is kept; nil is `$XDG_CACHE_HOME/swift-unikraft`.
    /// - Returns: The choice.
    /// - Throws: ``LaunchError`` with code ``LaunchError/Code/acceleration`` when the policy demands KVM and it
    ///   does not work; `CancellationError`.
    static func choose(
        _ policy: AccelerationPolicy, architecture: Architecture, guest: GuestProfile, executable: FilePath,
        launcher: any ProcessLauncher, cacheDirectory: FilePath? = nil
    ) async throws -> AccelerationChoice {
        guard policy != .tcg else { return AccelerationChoice(accelerator: .tcg) }
        let obstacle = try await obstacle(
            architecture: architecture, guest: guest, executable: executable, launcher: launcher,
            cacheDirectory: cacheDirectory)
        guard let obstacle else { return AccelerationChoice(accelerator: .kvm) }
        guard policy == .automatic else {
            throw LaunchError(
                .acceleration, subject: devicePath.string, "KVM cannot be used: \(obstacle.reason)",
                remedy: obstacle.remedy)
        }
        return AccelerationChoice(
            accelerator: .tcg,
            warning:
                "KVM cannot be used: \(obstacle.reason). The guest runs under TCG, which is slower; -W asks for that without this warning. \(obstacle.remedy)"
        )
    }

    /// What keeps KVM from being used.
    struct Obstacle: Sendable, Hashable {
        var reason: String
        var remedy: String
    }

    private static func obstacle(
        architecture: Architecture, guest: GuestProfile, executable: FilePath, launcher: any ProcessLauncher,
        cacheDirectory: FilePath?
    ) async throws -> Obstacle? {
        guard architecture == .host else {
            return Obstacle(
                reason: "the guest is for \(architecture) and this host is \(Architecture.host)",
                remedy: "Build the guest for \(Architecture.host) to have it.")
        }
        do {
            _ = try OwnedDescriptor.open(devicePath, flags: O_RDWR)
        } catch {
            return Self.obstacle(opening: error)
        }
        guard architecture == .x86_64 else { return nil }
        let cache = ProbeCache(directory: cacheDirectory, executable: executable)
        if let known = cache?.result { return known.obstacle(for: guest) }
        let result = try await AccelerationProbe.run(executable: executable, launcher: launcher)
        cache?.store(result)
        return result.obstacle(for: guest)
    }

    private static func obstacle(opening error: SystemCallError) -> Obstacle {
        switch error.errno {
        case .noSuchFileOrDirectory, Errno(rawValue: ENODEV), .noSuchAddressOrDevice:
            Obstacle(
                reason: "this host has no \(devicePath)",
                remedy: "Load the kvm module, or switch virtualisation on in the firmware or the cloud's settings.")
        case .permissionDenied, .notPermitted:
            Obstacle(
                reason: "\(devicePath) may not be opened (\(error.errno))",
                remedy: "Add your user to the group kvm and log in again.")
        default:
            Obstacle(reason: "\(error)", remedy: "Check the kvm module.")
        }
    }

    private static let devicePath: FilePath = "/dev/kvm"
}
