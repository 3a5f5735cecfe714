public import CpioArchive
public import ELFInspector
public import SystemPackage

/// A cpio archive as a root that programs and libraries are looked up in. Nothing is unpacked.
public struct CpioSysRoot: SysRoot {
    private let index: CpioIndex
    private let records: [[UInt8]: CpioRecord]
    private let children: [[UInt8]: [[UInt8]]]

    /// Reads an archive's names.
    ///
    /// - Parameter archive: The archive.
    /// - Throws: `CpioError` when it cannot be read to its end.
    public init(_ archive: FilePath) throws(CpioError) {
        index = try CpioIndex(archive)
        var records: [[UInt8]: CpioRecord] = [:]
        var children: [[UInt8]: [[UInt8]]] = [:]
        for record in index.records {
            let path = try record.canonicalPath()
            let isNew = records.updateValue(record, forKey: path) == nil
            guard isNew, !path.isEmpty else { continue }
            let slash = path.lastIndex(of: 0x2F)
            let parent = slash.map { Array(path[..<$0]) } ?? []
            children[parent, default: []].append(slash.map { Array(path[($0 + 1)...]) } ?? path)
        }
        self.records = records
        self.children = children
    }

    /// Asks whether a name is a symbolic link.
    ///
    /// - Parameter path: The name.
    /// - Returns: What is there.
    /// - Throws: `ELFError` when the link's target cannot be read.
    public func symlink(at path: RootPath) throws(ELFError) -> SymlinkLookup {
        guard let record = record(path) else { return isRoot(path) ? .other : .absent }
        return record.kind == .symlink ? .symlink(target: try target(record, path)) : .other
    }

    /// Opens what has a name.
    ///
    /// - Parameter path: The name.
    /// - Returns: What is there.
    /// - Throws: `ELFError` when the link's target cannot be read.
    public func open(_ path: RootPath) throws(ELFError) -> SysRootNode {
        guard let record = record(path) else { return isRoot(path) ? .directory : .absent }
        switch record.kind {
        case .regular: return .file(CpioSysRootFile(index: index, record: record))
        case .directory: return .directory
        case .symlink: return .symlink(target: try target(record, path))
        default: return .special
        }
    }

    /// Lists a directory.
    ///
    /// - Parameter path: The directory.
    /// - Returns: The names in it.
    /// - Throws: Nothing.
    public func names(in path: RootPath) throws(ELFError) -> [[UInt8]] {
        children[key(path)] ?? []
    }

    private func key(_ path: RootPath) -> [UInt8] {
        Array(path.bytes.drop { $0 == 0x2F })
    }

    private func isRoot(_ path: RootPath) -> Bool { key(path).isEmpty }

    private func record(_ path: RootPath) -> CpioRecord? { records[key(path)] }

    private func target(_ record: CpioRecord, _ path: RootPath) throws(ELFError) -> [UInt8] {
        do {
            return try index.data(of: record, limit: 4096)
        } catch {
            throw ELFError(.system, "\(error)", path: path.filePath)
        }
    }
}

/// A regular file of an archive.
private struct CpioSysRootFile: SysRootFile {
    let index: CpioIndex
    let record: CpioRecord

    var byteCount: UInt64 { record.size }
    var permissions: UInt32 { record.permissions }
    var identity: FileIdentity { FileIdentity(device: 0, inode: record.headerOffset) }

    func read(at offset: UInt64, into buffer: inout MutableRawSpan) throws(ELFError) -> Int {
        var bytes = [UInt8](repeating: 0, count: min(buffer.byteCount, Int(clamping: record.size)))
        do {
            var span = bytes.mutableSpan
            let count = try index.readData(of: record, at: offset, into: &span)
            unsafe buffer.withUnsafeMutableBytes { unsafe $0.copyBytes(from: bytes[..<count]) }
            return count
        } catch {
            throw ELFError(.system, "\(error)", path: FilePath(record.name))
        }
    }
}
