/// Names of annotations (image-spec, annotations.md, and those of KraftKit and containerd).
public enum AnnotationName {
    /// The tag of a manifest in the index of an image layout.
    public static let referenceName = "org.opencontainers.image.ref.name"
    /// When the image was made (RFC 3339).
    public static let created = "org.opencontainers.image.created"
    /// The whole reference, as containerd and Docker write it into archives.
    public static let containerdImageName = "io.containerd.image.name"
    /// The mark by which KraftKit knows its packages.
    public static let kraftkitVersion = "sh.kraftkit.version"
    /// The package's name.
    public static let unikraftImageName = "org.unikraft.image.name"
    /// The version of Unikraft's core.
    public static let unikraftKernelVersion = "org.unikraft.kernel.version"
    /// On a layer: the path of the kernel in it.
    public static let unikraftKernelImage = "org.unikraft.kernel.image"
    /// On a layer: the path of the kernel with symbols in it.
    public static let unikraftKernelDebugImage = "org.unikraft.kernel.imagedbg"
    /// On a layer: the path of the initial ramdisk in it.
    public static let unikraftInitrd = "org.unikraft.kernel.initrd"
}
