import OCIModel
import UnikraftCore

/// Reads any text as a reference, a digest and an address. What can be read must be the same when its text is read
/// again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    for defaults in [NamingDefaults.unikraft, .dockerHub] {
        guard let reference = try? ImageReference(parsing: text, defaults: defaults) else { continue }
        guard (try? ImageReference(parsing: reference.description, defaults: defaults)) == reference,
            (try? ImageReference(parsing: reference.abbreviated(with: defaults), defaults: defaults)) == reference
        else { fatalError("\(reference) is read again as something else") }
    }
    if let digest = try? Digest(parsing: text), digest.description != text { fatalError("\(digest) is not \(text)") }
    guard let url = try? HTTPURL(parsing: text) else { return 0 }
    guard (try? HTTPURL(parsing: url.description)) == url else { fatalError("\(url) is read again as something else") }
    if let target = try? url.resolving(text), target != url { fatalError("\(url) resolves itself to \(target)") }
    return 0
}
