/// How the cores embed a root file system in the kernel image.
package struct EmbeddedInitrd: Sendable, Hashable {
    /// The symbol that holds the archive's path.
    package var pathSymbol: String
    /// Symbols of which one switches the embedding on.
    package var switches: [String]
    /// Symbols that use an archive if one is embedded, and do without otherwise.
    package var optionalSwitches: [String]

    /// Cores up to 0.18: `lib/vfscore/Config.uk`.
    package static let vfscore = EmbeddedInitrd(
        pathSymbol: "LIBVFSCORE_AUTOMOUNT_EINITRD_PATH",
        switches: [
            "LIBVFSCORE_AUTOMOUNT_CI_EINITRD", "LIBVFSCORE_AUTOMOUNT_EINITRD", "LIBVFSCORE_AUTOMOUNT_FB_EINITRD",
            "LIBVFSCORE_AUTOMOUNT_FB_EINITRD_EXTRACT",
        ],
        optionalSwitches: ["LIBVFSCORE_FSTAB"])

    /// Cores from 0.19 on: `lib/posix-vfs-fstab/Config.uk`.
    package static let posixVFS = EmbeddedInitrd(
        pathSymbol: "LIBPOSIX_VFS_FSTAB_EINITRD_PATH",
        switches: [
            "LIBPOSIX_VFS_FSTAB_EINITRD", "LIBPOSIX_VFS_FSTAB_BUILTIN_EINITRD", "LIBPOSIX_VFS_FSTAB_FALLBACK_EINITRD",
        ],
        optionalSwitches: [])

    /// Every way that is known.
    package static let all = [vfscore, posixVFS]
}

extension ConfigurationRequest {
    /// The ways of embedding that the request switches on.
    var embeddings: [EmbeddedInitrd] {
        EmbeddedInitrd.all.filter { way in (way.switches + way.optionalSwitches).contains { isEnabled($0) } }
    }

    /// Whether the request asks for an embedded root file system.
    public var embedsInitrd: Bool {
        EmbeddedInitrd.all.contains { way in way.switches.contains { isEnabled($0) } }
    }

    /// The path of the archive that the project itself names; nil when it names none.
    public var ownInitrdPath: String? {
        EmbeddedInitrd.all.lazy.compactMap { self[$0.pathSymbol]?.text }.first { !$0.isEmpty }
    }

    /// Names the archive to embed, where the project does not name one itself.
    ///
    /// - Parameter archive: The archive's absolute path; nil when the project has no root file system.
    /// - Throws: ``KernelBuildError`` when one is asked for and there is none.
    public mutating func embed(_ archive: String?) throws(KernelBuildError) {
        for way in embeddings where self[way.pathSymbol]?.text.isEmpty ?? true {
            if let archive {
                set(way.pathSymbol, archive, origin: .embeddedInitrd)
            } else if let name = way.switches.first(where: { isEnabled($0) }) {
                throw KernelBuildError(
                    .initrd, subject: name, "CONFIG_\(name)=y embeds a root file system, but the project has none",
                    remedy: "Add 'rootfs:' to the Kraftfile, give --rootfs, or set CONFIG_\(way.pathSymbol).")
            }
        }
    }
}
