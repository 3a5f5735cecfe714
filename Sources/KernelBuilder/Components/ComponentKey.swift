import SystemPackage

/// Which part of a kernel a component is.
public enum ComponentKey: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Unikraft itself.
    case core
    /// A library, by its name.
    case library(String)
    /// A template, by its name.
    case application(String)

    /// The directory below `.unikraft` that it is kept in; also its name in the lock file.
    public var description: String {
        switch self {
        case .core: "unikraft"
        case .library(let name): "libs/\(name)"
        case .application(let name): "apps/\(name)"
        }
    }

    /// The directory that it is kept in.
    func place(in project: FilePath) -> FilePath {
        project.appending(".unikraft").pushing(FilePath(description))
    }

    /// The component's own name.
    public var name: String {
        switch self {
        case .core: "unikraft"
        case .library(let name), .application(let name): name
        }
    }

    /// Orders by the place on disk.
    public static func < (left: ComponentKey, right: ComponentKey) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }

    /// Refuses names that are no names of a directory.
    func check() throws(KernelBuildError) {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "._+-".utf8.contains(byte)
            }
        }
        guard isPlain, let first = name.first, first != ".", first != "-", name.utf8.count <= 128 else {
            throw KernelBuildError(
                .project, subject: name, "'\(name)' cannot be the name of a component",
                remedy: "Use letters, digits, '.', '_', '+' and '-', and begin with a letter or a digit.")
        }
    }
}
