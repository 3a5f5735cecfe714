/// Who will read the archive. This decides what may stand in it.
public enum CpioProfile: Sendable, Hashable, CaseIterable {
    /// A Unikraft guest (`lib/ukcpio`). It knows files, directories and symlinks only: each name of a
    /// file carries the full data, and devices, pipes and sockets are left out and reported.
    case unikraft
    /// A Linux kernel (`init/initramfs.c`). Names of one file share one copy of the data, and
    /// everything else is written as it is.
    case linux
}
