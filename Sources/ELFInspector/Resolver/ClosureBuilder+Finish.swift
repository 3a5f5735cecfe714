extension ClosureBuilder {
    /// Adds the files by which loaders find libraries that stand in no default directory.
    mutating func finish() {
        for context in contexts {
            guard let path = context.configurationPath else { continue }
            let target = catalog.open(path: path[...])
            guard target.status == .file else { continue }
            emit(links: target.links)
            emit(target.file, .configuration)
        }
    }
}

extension LoaderContext {
    /// The file without which a library that was found would not be; nil when there is none.
    fileprivate var configurationPath: [UInt8]? {
        switch flavor {
        case .glibc:
            var checked: Set<Int32> = []
            for record in lookups where record.isFromCache {
                let path = catalog.names.bytes(record.path)
                let directory = Array(path[..<(path.lastIndex(of: 0x2F) ?? path.startIndex)])
                guard checked.insert(catalog.names.intern(directory)).inserted else { continue }
                // The loader's own directory is always one of its default directories (`slibdir` of glibc's build).
                if isLoaderDirectory(directory) || build.systemDirectories.contains(directory) { continue }
                return Array("/etc/ld.so.cache".utf8)
            }
            return nil
        case .musl:
            let isUsed = lookups.contains { $0.file >= 0 && $0.steps.last?.source == .defaultDirectory }
            return isUsed ? MuslRules.pathFile(self) : nil
        }
    }

    private func isLoaderDirectory(_ path: [UInt8]) -> Bool {
        guard let file = interpreter?.file, file >= 0,
            case .place(let place)? = try? catalog.walker.directory(path[...])
        else { return false }
        return catalog.walker.directories[Int(place.directory)].path == catalog.files[Int(file)].path.parent
    }
}
