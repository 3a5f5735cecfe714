extension FileTree {
    /// Copies files from a tree, by the rules of `COPY`.
    ///
    /// A source that is a directory gives its contents, not itself. A source that is a symbolic link is followed;
    /// links further down stay links. Several sources need a destination that is a directory. Directories on the
    /// way that are missing are made, and symbolic links on the way are followed inside this tree. Bytes are not
    /// copied: both trees refer to them. Names of one file stay names of one file among what is copied.
    ///
    /// - Parameters:
    ///   - request: What is copied, and how.
    ///   - source: The tree that it comes from; it may be this one.
    /// - Throws: ``FileTreeError`` with the code `notFound` for a source that is not there, `outsideTree` for one
    ///   that leads out by `..`, `notDirectory` or `isDirectory` when a file and a directory would have to share a
    ///   place. The tree is then unchanged.
    public mutating func copy(_ request: TreeCopy, from source: FileTree) throws(FileTreeError) {
        var work = CopyWork(request: request, source: source, target: self)
        try work.run()
        self = work.target
    }
}

/// A copy on its way.
private struct CopyWork {
    let request: TreeCopy
    let source: FileTree
    var target: FileTree
    private var links: [LinkIdentity: LinkIdentity] = [:]

    init(request: TreeCopy, source: FileTree, target: FileTree) {
        self.request = request
        self.source = source
        self.target = target
    }

    mutating func run() throws(FileTreeError) {
        var matches: [CopySources.Match] = []
        for text in request.sources { matches += try CopySources(source: source).matches(text) }
        let namesDirectory = PathParts(Array(request.destination.utf8)).namesDirectory
        for match in matches {
            let destination = try target.resolve(request.destination, from: request.workingDirectory)
            let isDirectory = namesDirectory || matches.count > 1 || destination.node?.isDirectory ?? false
            guard let child = source.child(match.place) else { continue }
            var place = destination.path
            if request.keepsParents {
                try keepParents(of: match, in: place)
                place = try place.appending(match.kept)
            } else if isDirectory, child.directory == nil {
                place = try place.appending(match.name)
            }
            switch child {
            case .directory(let record): try copyDirectory(record, to: place)
            case .file(let record):
                guard isKept(TreePath(unchecked: match.name)) == .keep else { continue }
                try copyFile(record, to: place)
            }
        }
    }

    private func isKept(_ path: TreePath) -> FileSelection { request.selection?(path) ?? .keep }

    private var madeParents: FileMetadata {
        guard let owner = request.owner else { return request.parents }
        var metadata = request.parents
        (metadata.owner, metadata.group) = (owner.user, owner.group)
        return metadata
    }

    private mutating func keepParents(of match: CopySources.Match, in destination: TreePath) throws(FileTreeError) {
        var place = match.kept.parent
        var original = match.place.parent
        var made: [(TreePath, FileMetadata)] = []
        while !place.isRoot {
            let wanted = try destination.appending(place)
            if target[wanted] == nil, let node = source[original] { made.append((wanted, changed(node).metadata)) }
            place = place.parent
            original = original.parent
        }
        for (place, metadata) in made.reversed() {
            try target.set(FileNode(.directory, metadata: metadata), at: place, parents: madeParents)
        }
    }

    /// A node as it is to stand in the target.
    private func changed(_ node: FileNode) -> FileNode {
        var node = node
        if let owner = request.owner {
            node.metadata.owner = owner.user
            node.metadata.group = owner.group
        }
        if let permissions = request.permissions, !node.isSymlink { node.metadata.permissions = permissions(node) }
        return node
    }

    private var changesNodes: Bool { request.owner != nil || request.permissions != nil }

    private mutating func copyFile(_ record: FileRecord, to place: TreePath) throws(FileTreeError) {
        guard target.child(place)?.directory == nil else {
            throw FileTreeError(
                .isDirectory, Array(place.description.utf8),
                "a directory is where a file is to be copied; remove it, or name another destination")
        }
        guard changesNodes || record.node.link != nil else {
            return try target.put(.file(record), at: place, parents: madeParents)
        }
        var node = changed(record.node)
        if let link = node.link {
            let copied = links[link] ?? LinkIdentity()
            links[link] = copied
            node.link = copied
        }
        try target.put(.file(FileRecord(node)), at: place, parents: madeParents)
    }

    private mutating func copyDirectory(_ record: DirectoryRecord, to place: TreePath) throws(FileTreeError) {
        if target.child(place) == nil {
            let node = changed(FileNode(.directory, metadata: record.metadata))
            try target.set(node, at: place, parents: madeParents)
        }
        var open: [(record: DirectoryRecord, below: TreePath, isMade: Bool)] = [(record, .root, true)]
        while let current = open.popLast() {
            let destination = try place.appending(current.below)
            guard !current.isMade || target.child(destination)?.directory != nil else {
                throw FileTreeError(
                    .notDirectory, Array(destination.description.utf8),
                    "a file is where a directory is to be copied; remove it, or name another destination")
            }
            for entry in current.record.entries.chunks.joined() {
                let below = current.below.appendingUnchecked(entry.name)
                let selection = isKept(below)
                if selection == .skipAll { continue }
                let isMade = selection == .keep
                switch entry.child {
                case .directory(let child):
                    if isMade, try placeDirectory(child, at: place.appending(below)) { continue }
                    open.append((child, below, isMade))
                case .file(let child):
                    guard isMade else { continue }
                    try makeSkippedParents(of: below, in: place, from: record)
                    try copyFile(child, to: place.appending(below))
                }
            }
        }
    }

    /// Puts a directory in its place.
    ///
    /// - Returns: Whether all that is in it is there too, because both trees share it.
    private mutating func placeDirectory(_ record: DirectoryRecord, at place: TreePath) throws(FileTreeError) -> Bool {
        let isShared = !changesNodes && request.selection == nil && !record.mayHoldLinks && target.child(place) == nil
        if isShared, place.bytes.count + 1 + record.longestPath <= TreePath.longestPath {
            try target.put(.directory(record), at: place, parents: madeParents)
            return true
        }
        if let there = target.child(place), there.directory == nil { return false }
        try target.set(changed(FileNode(.directory, metadata: record.metadata)), at: place, parents: madeParents)
        return false
    }

    /// Makes directories that were left out, and that a file needs all the same.
    private mutating func makeSkippedParents(
        of below: TreePath, in place: TreePath, from record: DirectoryRecord
    ) throws(FileTreeError) {
        guard request.selection != nil, try target.child(place.appending(below.parent)) == nil else { return }
        var current = record
        var path = place
        for name in below.parent.names {
            guard let next = current.entries.child(name)?.directory else { return }
            path = path.appendingUnchecked(name)
            if target.child(path) == nil {
                try target.set(changed(FileNode(.directory, metadata: next.metadata)), at: path)
            }
            current = next
        }
    }
}

extension FileNode {
    var isSymlink: Bool {
        guard case .symlink = body else { return false }
        return true
    }
}
