/// The directories that libraries are looked for in, each found once.
final class SearchDirectories {
    /// A directory, with the faster variants that stand below it.
    struct Entry {
        /// Its text as the loader builds it, with a slash at the end; empty for the working directory.
        var text: [UInt8]
        /// Where it is; nil when there is none.
        var place: PathWalker.Place?
        /// Subdirectories for the processor, best first, the directory itself last.
        var variants: [Variant]
    }

    /// A directory that is tried.
    struct Variant {
        /// The number of its text, with a slash at the end.
        var text: Int32
        var place: PathWalker.Place
    }

    private let catalog: FileCatalog
    private(set) var entries: [Entry] = []
    private var numbers: [[UInt8]: Int32] = [:]
    /// The subdirectories to look for, best first; asked for when one of `probes` exists.
    private let subdirectories: () -> [String]
    private let probes: [String]

    init(_ catalog: FileCatalog, probes: [String], subdirectories: @escaping () -> [String]) {
        self.catalog = catalog
        self.probes = probes
        self.subdirectories = subdirectories
    }

    /// Finds a directory, once.
    ///
    /// - Parameter text: Its path as it is written.
    /// - Returns: Its number in ``entries``.
    func number(_ text: [UInt8]) -> Int32 {
        var text = text
        while text.count > 1, text.last == 0x2F { text.removeLast() }
        if !text.isEmpty, text.last != 0x2F { text.append(0x2F) }
        if let known = numbers[text] { return known }
        let number = Int32(entries.count)
        numbers[text] = number
        let place = find(text)
        var variants: [Variant] = []
        if let place {
            if probes.contains(where: { find(text + Array($0.utf8)) != nil }) {
                for name in subdirectories() {
                    let path = text + Array(name.utf8) + [0x2F]
                    if let place = find(path) {
                        variants.append(Variant(text: catalog.names.intern(path), place: place))
                    }
                }
            }
            variants.append(Variant(text: catalog.names.intern(text), place: place))
        }
        entries.append(Entry(text: text, place: place, variants: variants))
        return number
    }

    private func find(_ path: [UInt8]) -> PathWalker.Place? {
        guard case .place(let place)? = try? catalog.walker.directory(path[...]) else { return nil }
        return place
    }
}
