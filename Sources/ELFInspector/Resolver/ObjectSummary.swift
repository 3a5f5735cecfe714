/// What the resolver keeps of a file. Strings are numbers of a ``NameTable``; -1 is none.
struct ObjectSummary {
    /// A library that a file asks for.
    struct Need {
        var tag: ELFDynamicEntry.Tag
        var name: Int32
        /// Whether the name has a slash, which makes it a path.
        var isPath: Bool
    }

    var elfClass: ELFClass
    var byteOrder: ELFByteOrder
    var machine: ELFMachine
    var type: ELFObjectType
    var flags: UInt32
    var interpreter: Int32 = -1
    var soname: Int32 = -1
    var rpath: Int32 = -1
    var runpath: Int32 = -1
    var flags1: UInt64
    /// Whether the file has a dynamic section.
    var isDynamic = false
    /// Whether glibc takes what the first 16 bytes say.
    var hasSoundIdentity = true
    /// Where the needs are in the list of all needs.
    var needs: Range<Int> = 0..<0

    var isPIE: Bool { type == .dynamic && flags1 & ELFDynamicEntry.positionIndependentProgram != 0 }
    var skipsDefaultDirectories: Bool { flags1 & ELFDynamicEntry.noDefaultLibraries != 0 }

    /// Whether a loader for the other file would skip this one as a stranger.
    func isSameKind(as other: ObjectSummary) -> Bool {
        elfClass == other.elfClass && byteOrder == other.byteOrder && machine == other.machine
    }
}

/// What a file is to the resolver.
enum FileContent {
    case object(ObjectSummary)
    /// A text file that begins with `#!`: the interpreter's path, and the one argument after it.
    case script(interpreter: Int32, argument: String?)
    /// Anything else; the header, if that could be read.
    case unreadable(ELFError, ELFHeader?)
}
