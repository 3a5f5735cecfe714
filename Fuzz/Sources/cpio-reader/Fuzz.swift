import CpioArchive

/// Reads any bytes as an archive. What can be read must be the same when it is written and read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    var records: [CpioRecord] = []
    var data: [[UInt8]] = []
    do {
        var reader = CpioReader(bytes: bytes)
        while let record = try reader.next() {
            data.append(try reader.readData(limit: 1 << 20))
            records.append(record)
        }
    } catch {
        return 0
    }
    roundTrip(records, data)
    return 0
}

private func roundTrip(_ records: [CpioRecord], _ data: [[UInt8]]) {
    guard var writer = try? CpioWriter(inMemory: CpioOptions(profile: .linux, normalization: .keepMetadata)) else {
        fatalError("options that are always good were refused")
    }
    var written: [(CpioRecord, [UInt8])] = []
    for (record, data) in zip(records, data) {
        guard let kind = record.kind else { continue }
        let entry = CpioEntry(
            path: record.storedName, kind: kind, permissions: record.permissions, owner: record.owner,
            group: record.group, modificationTime: Int64(record.modificationTime),
            representedDevice: record.representedDevice, content: data.isEmpty ? .none : .bytes(data))
        if (try? writer.append(entry)) != nil { written.append((record, data)) }
    }
    guard let (archive, _) = try? writer.finishInMemory() else { fatalError("what was appended cannot be finished") }
    var reader = CpioReader(bytes: archive)
    for (record, data) in written {
        guard let again = try? reader.next(), let content = try? reader.readData() else {
            fatalError("what was written cannot be read")
        }
        guard again.kind == record.kind, again.permissions == record.permissions, again.owner == record.owner,
            content == data,
            again.modificationTime == record.modificationTime
        else { fatalError("what was read again is not what was written") }
    }
}
