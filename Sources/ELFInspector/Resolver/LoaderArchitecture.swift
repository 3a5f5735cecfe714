/// What is usual for an architecture, where the loader itself does not tell.
struct LoaderArchitecture {
    /// The directories that distributions build into their loaders.
    let usualDirectories: [[UInt8]]
    /// What `$PLATFORM` usually stands for.
    let platform: String?
    /// `_DL_CACHE_DEFAULT_ID`: the flags of a library in the cache (glibc's `dl-cache.h` of the architecture).
    let cacheFlags: UInt32?
    /// Where the loader usually is.
    let loader: String?

    init(_ file: ObjectSummary) {
        let wide = file.elfClass == .bits64
        var tuple: String?
        switch (file.machine, wide, file.byteOrder) {
        case (.x86_64, true, _):
            (tuple, platform, cacheFlags, loader) = ("x86_64-linux-gnu", "x86_64", 0x303, "/lib64/ld-linux-x86-64.so.2")
        case (.x86_64, false, _):
            (tuple, platform, cacheFlags, loader) = (
                "x86_64-linux-gnux32", "x86_64", 0x803, "/libx32/ld-linux-x32.so.2"
            )
        case (.i386, _, _):
            (tuple, platform, cacheFlags, loader) = ("i386-linux-gnu", "i686", 0x3, "/lib/ld-linux.so.2")
        case (.aarch64, _, _):
            (tuple, platform, cacheFlags, loader) = (
                "aarch64-linux-gnu", "aarch64", 0xA03, "/lib/ld-linux-aarch64.so.1"
            )
        case (.arm, _, _):
            // EF_ARM_ABI_FLOAT_HARD
            let hard = file.flags & 0x400 != 0
            (tuple, platform, cacheFlags, loader) =
                hard
                ? ("arm-linux-gnueabihf", "v7l", 0x903, "/lib/ld-linux-armhf.so.3")
                : ("arm-linux-gnueabi", "v7l", 0xB03, "/lib/ld-linux.so.3")
        case (.riscv, true, _):
            (tuple, platform, cacheFlags, loader) =
                ("riscv64-linux-gnu", nil, 0x1003, "/lib/ld-linux-riscv64-lp64d.so.1")
        case (.s390, true, _):
            (tuple, platform, cacheFlags, loader) = ("s390x-linux-gnu", nil, 0x403, "/lib/ld64.so.1")
        case (.powerPC64, _, .littleEndian):
            (tuple, platform, cacheFlags, loader) = ("powerpc64le-linux-gnu", nil, 0x503, "/lib64/ld64.so.2")
        case (.powerPC64, _, .bigEndian):
            (tuple, platform, cacheFlags, loader) = ("powerpc64-linux-gnu", nil, 0x503, "/lib64/ld64.so.1")
        default: (platform, cacheFlags, loader) = (nil, nil, nil)
        }
        let suffixes = (tuple.map { ["lib/\($0)", "usr/lib/\($0)"] } ?? []) + (wide ? ["lib64", "usr/lib64"] : [])
        usualDirectories = (suffixes + ["lib", "usr/lib"]).map { Array("/\($0)".utf8) }
    }
}
