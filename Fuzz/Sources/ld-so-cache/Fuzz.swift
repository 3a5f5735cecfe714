import ELFInspector

/// Reads bytes as a loader's cache and looks at each entry.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    for order in [ELFByteOrder.littleEndian, .bigEndian] {
        guard let cache = try? LoaderCache(parsing: bytes, byteOrder: order) else { continue }
        for index in 0..<cache.count {
            guard let entry = cache.entry(index) else { continue }
            _ = cache.path(of: entry.name, machine: .x86_64, capabilities: ["x86-64-v3", "x86-64-v2"])
        }
    }
    return 0
}
