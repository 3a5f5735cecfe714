import OCIDistribution
import OCIModel

/// Reads any bytes as a manifest or an index. One that can be read can be written, and is the same when read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let manifest = try? FetchedManifest(bytes) else { return 0 }
    let again: FetchedManifest?
    switch manifest.document {
    case .manifest(let document): again = try? FetchedManifest(document)
    case .index(let index): again = try? FetchedManifest(index)
    }
    guard let again, let read = try? FetchedManifest(again.bytes, digest: again.descriptor.digest) else {
        fatalError("what was written cannot be read")
    }
    guard read.document == manifest.document else { fatalError("what was read again is not what was written") }
    return 0
}
