import DockerfileModel
import UnikraftCore

/// Takes the first line of any bytes for a path and the rest for an ignore file, and matches them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDockerignore(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let end = bytes.firstIndex(of: 0x0a) ?? bytes.count
    let path = String(decoding: bytes[..<end], as: UTF8.self)
    let matcher = IgnoreMatcher.parse(bytes: Array(bytes[end...].dropFirst())).matcher
    let isIgnored = matcher.ignores(path)
    // A tree that is left out as a whole holds no file that is not.
    if matcher.ignoresTree(path) {
        precondition(isIgnored && matcher.ignores(path + "/x"), "a file of an ignored tree is not ignored")
    }
    return 0
}
