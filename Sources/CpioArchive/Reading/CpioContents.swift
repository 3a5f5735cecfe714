/// What a reading of a whole archive finds.
struct CpioContents {
    private(set) var records: [CpioRecord] = []
    /// The last record of each name.
    private(set) var places: [[UInt8]: Int] = [:]
    let compression: CpioCompression?
    let trailerOffset: UInt64
    /// Bytes that were read, inflated.
    let size: UInt64

    init(_ source: consuming ByteSource, _ scope: CpioReader.Scope) throws(CpioError) {
        var reader = CpioReader(source: source, scope: scope)
        while let record = try reader.next() {
            if let name = try? record.canonicalPath() { places[name] = records.count }
            records.append(record)
        }
        compression = reader.compression
        trailerOffset = reader.trailerOffset
        size = reader.source.position + UInt64(reader.source.available)
    }
}
