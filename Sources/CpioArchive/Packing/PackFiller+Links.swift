extension PackFiller {
    /// Gives an entry with one name its inode number.
    @inline(__always)
    func number(_ header: inout NewcHeader, _ file: FileIdentity) throws(CpioError) {
        guard rules.keepsInodes else {
            header.inode = pipeline.firstInode &+ UInt32(truncatingIfNeeded: index)
            return
        }
        guard let inode = UInt32(exactly: file.inode) else {
            throw CpioError(
                .numberOutOfRange,
                "its inode number, \(file.inode), does not fit 32 bits; let inode numbers be made by order")
        }
        header.inode = inode
        header.device = CpioDevice(systemNumber: file.device)
    }

    /// Gives an entry that may have several names its inode number and their count.
    ///
    /// - Returns: Whether its data is to be written.
    mutating func number(
        _ header: inout NewcHeader, _ file: FileIdentity, names: UInt64, _ item: PackItem
    ) throws(CpioError) -> Bool {
        try number(&header, file)
        guard names > 1 else { return true }
        guard rules.profile == .linux else {
            count.note(index, CpioNotice(path: item.path, reason: .linkWrittenInFull))
            return true
        }
        guard let linked = pipeline.survey?.linkedFiles[file] else {
            throw CpioError(
                .fileReplaced, "a hard link was made while the tree was packed; pack again when it is at rest",
                path: item.path)
        }
        guard linked.count > 1 else { return true }
        if !rules.keepsInodes { header.inode = pipeline.firstInode &+ UInt32(truncatingIfNeeded: linked.firstIndex) }
        header.linkCount = linked.count
        let isFirst = linked.firstIndex == index
        count.addLinkName(isFirst: isFirst)
        return isFirst
    }
}

extension PackPipeline {
    /// Makes sure that the hard links were found as the survey saw them, so that none lost its data.
    func checkLinks() throws(CpioError) {
        guard rules.profile == .linux, let survey else { return }
        let files = survey.linkedFiles.values.filter { $0.count > 1 }
        let names = files.reduce(0) { $0 + Int($1.count) }
        let found = packed
        guard found.linkedFiles == files.count, found.linkNames == names else {
            throw CpioError(
                .fileReplaced,
                "hard links were made or removed while the tree was packed; pack again when it is at rest")
        }
    }
}
