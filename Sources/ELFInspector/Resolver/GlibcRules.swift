/// How glibc's loader finds libraries: ld.so(8) and `elf/dl-load.c` of glibc 2.36, whose behaviour this describes.
enum GlibcRules {
    /// Looks in all places in their order.
    static func run(_ search: inout LibrarySearch, _ scope: SearchScope) {
        let context = search.context
        if search.nameBytes.contains(0x2F) {
            let origin = scope.origin >= 0 ? Array(context.catalog.names.bytes(scope.origin)) : []
            guard let path = expand(Array(search.nameBytes), origin: origin, context), !path.isEmpty else { return }
            _ = search.tryPath(path[...], .path)
            return
        }
        var chain = scope.chain
        while chain > 0 {
            let link = context.chains[Int(chain)]
            if search.tryDirectories(context.list(link.list), .rpath, owner: link.owner) == .ended { return }
            chain = link.next
        }
        if search.tryDirectories(context.list(scope.libraryPath), .libraryPath) == .ended { return }
        if search.tryDirectories(context.list(scope.runpath), .runpath) == .ended { return }
        if tryCache(&search, scope) { return }
        if !scope.skipsDefaults { _ = search.tryDirectories(context.defaults, .defaultDirectory) }
    }

    /// Asks the cache; true when the search is over.
    private static func tryCache(_ search: inout LibrarySearch, _ scope: SearchScope) -> Bool {
        let context = search.context
        guard let cache = context.cache,
            let range = cache.lookup(search.nameBytes, context.build)
        else { return false }
        let path = cache.bytes[range]
        // A file that wants no default directories takes no library of theirs from the cache either.
        if scope.skipsDefaults, context.build.systemDirectories.contains(where: { path.starts(with: $0 + [0x2F]) }) {
            return false
        }
        switch search.tryPath(path, .cache) {
        case .found, .unusable: return true
        default: return false
        }
    }

    /// What the loader does with an ELF file (`open_verify` and `_dl_map_object_from_fd`).
    static func verdict(_ file: ObjectSummary, _ program: ObjectSummary) -> SearchOutcome {
        if file.elfClass != program.elfClass { return .otherMachine }
        if file.byteOrder != program.byteOrder { return .unusable("Its byte order is another.") }
        guard file.hasSoundIdentity else { return .unusable("Its identification has an ABI that glibc does not know.") }
        if file.machine != program.machine { return .otherMachine }
        guard file.type == .dynamic else { return .unusable("It is a \(file.type), not a library.") }
        guard file.isDynamic else { return .unusable("It has no dynamic section.") }
        return file.isPIE ? .unusable("It is a position-independent program, not a library.") : .found
    }

    /// Whether the loader passes over a file because of its header.
    static func isStranger(_ file: ELFHeader, _ program: ObjectSummary) -> Bool {
        if file.elfClass != program.elfClass { return true }
        return file.byteOrder == program.byteOrder && file.hasSoundIdentity && file.machine != program.machine
    }

    /// Splits a list of directories at colons, the variable's at semicolons too. An empty part is the working directory.
    static func split(
        _ text: [UInt8], isVariable: Bool, origin: [UInt8], _ context: LoaderContext
    ) -> [[UInt8]] {
        guard !text.isEmpty else { return [] }
        let parts = text.split(omittingEmptySubsequences: false) { $0 == 0x3A || (isVariable && $0 == 0x3B) }
        return parts.compactMap { part in
            if part.isEmpty { return [] }
            // A part that a token left without a value is dropped.
            guard let path = expand(Array(part), origin: origin, context), !path.isEmpty else { return nil }
            return path
        }
    }

    /// Replaces `$ORIGIN`, `$LIB` and `$PLATFORM`, each also with braces; nil when one has no value.
    static func expand(_ path: [UInt8], origin: [UInt8], _ context: LoaderContext) -> [UInt8]? {
        var result: [UInt8] = []
        var index = 0
        while index < path.count {
            guard path[index] == 0x24, let (token, end) = token(path, index + 1) else {
                result.append(path[index])
                index += 1
                continue
            }
            switch token {
            case "ORIGIN":
                guard !origin.isEmpty else { return nil }
                result += origin
            case "LIB": result += Array(context.build.libraryDirectoryName.utf8)
            default:
                guard let platform = context.build.platform else { return nil }
                result += Array(platform.utf8)
            }
            index = end
        }
        return result
    }

    /// The token after a dollar sign, and where it ends; the longest word counts.
    private static func token(_ path: [UInt8], _ start: Int) -> (String, Int)? {
        let isBraced = start < path.count && path[start] == 0x7B
        let first = isBraced ? start + 1 : start
        var end = first
        while end < path.count, isWord(path[end]) { end += 1 }
        let word = String(decoding: path[first..<end], as: UTF8.self)
        guard ["ORIGIN", "LIB", "PLATFORM"].contains(word) else { return nil }
        guard isBraced else { return (word, end) }
        return end < path.count && path[end] == 0x7D ? (word, end + 1) : nil
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }
}

extension ELFHeader {
    /// Whether glibc takes what the first 16 bytes say of the ABI.
    var hasSoundIdentity: Bool {
        // 0 is System V, 3 GNU/Linux; 64 and 97 are Arm's.
        guard osABI == 0 || osABI == 3 || (machine == .arm && (osABI == 64 || osABI == 97)) else { return false }
        return hasPlainPadding && (abiVersion == 0 || (osABI == 3 && abiVersion <= 3))
    }
}
