import Glibc

/// The file system of this machine, as this process sees it.
public struct HostSysRoot: SysRoot {
    /// The directory that relative paths begin in.
    public let workingDirectory: [UInt8]

    /// Takes the machine's own file system, and the process's working directory.
    public init() {
        let text = unsafe getcwd(nil, 0)
        defer { unsafe free(text) }
        let directory = unsafe text.map { unsafe Array(String(cString: $0).utf8) } ?? []
        workingDirectory = directory.first == 0x2F ? directory : [0x2F]
    }

    /// See ``SysRoot``.
    public func symlink(at path: RootPath) throws(ELFError) -> SymlinkLookup {
        try readSymlink(path, below: nil)
    }

    /// See ``SysRoot``.
    public func open(_ path: RootPath) throws(ELFError) -> SysRootNode {
        try openNode(path, below: nil)
    }

    /// See ``SysRoot``.
    public func names(in path: RootPath) throws(ELFError) -> [[UInt8]] {
        try listNames(path, below: nil)
    }
}
