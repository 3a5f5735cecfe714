import SystemPackage

/// Where the files of one target are.
struct TargetPaths: Sendable, Hashable {
    /// The target's full name, for example `nginx_qemu-x86_64`.
    let name: String
    /// Where kernels appear.
    let kernels: FilePath
    /// The configuration file: `.config.<name>` in the project's directory.
    let configuration: FilePath

    init(_ project: KernelProject, _ target: KernelTarget) {
        self.init(target.imageNames(project.name)[0], output: project.output, directory: project.directory)
    }

    /// The files of the target with a full name, for a project's output directory and its own directory.
    init(_ name: String, output: FilePath, directory: FilePath) {
        self.name = name
        kernels = output
        configuration = directory.appending(".config.\(name)")
    }

    /// The kernel.
    var kernel: FilePath { kernels.appending(name) }
    /// The image with symbols.
    var debugImage: FilePath { kernels.appending("\(name).dbg") }
    /// The output directory of make; every target has its own, so that they do not disturb each other.
    var output: FilePath { kernels.appending("\(name).make") }
    /// What was asked of the configuration.
    var defconfig: FilePath { kernels.appending("\(name).defconfig") }
    /// Everything the last build printed.
    var log: FilePath { kernels.appending("\(name).log") }
    /// What the last finished build was made from.
    var state: FilePath { kernels.appending("\(name).state.json") }
    /// There as long as a build is under way.
    var marker: FilePath { kernels.appending(".\(name).building") }
    /// The configuration that a person changed and that was made anew.
    var savedConfiguration: FilePath { configuration.removingLastComponent().appending(".config.\(name).edited") }
    /// The copy that Kconfig's own tool keeps of the last configuration.
    var previousConfiguration: FilePath { FilePath(configuration.string + ".old") }
}
