/// Paths in an image.
package enum ImagePath {
    /// Makes a path absolute and plain, as `WORKDIR` and the destinations of `COPY` take it.
    ///
    /// - Parameters:
    ///   - path: The path.
    ///   - directory: What a relative path starts from; itself absolute, or empty for `/`.
    /// - Returns: The path without `.`, `..` and doubled slashes. `..` above the root stays at the root.
    package static func absolute(_ path: String, in directory: String) -> String {
        let whole = path.utf8.first == UInt8(ascii: "/") ? path : "\(directory)/\(path)"
        let slash = UInt8(ascii: "/")
        var result: [UInt8] = []
        for part in Array(whole.utf8).split(separator: slash) where !part.elementsEqual(".".utf8) {
            if part.elementsEqual("..".utf8) {
                result.removeSubrange((result.lastIndex(of: slash) ?? 0)...)
            } else {
                result.append(slash)
                result += part
            }
        }
        return result.isEmpty ? "/" : String(decoding: result, as: UTF8.self)
    }

    /// Makes the destination of `COPY` or `ADD` absolute, and keeps what marks a directory.
    ///
    /// - Parameters:
    ///   - path: The destination.
    ///   - directory: The working directory.
    /// - Returns: The absolute path, with a slash at its end when the destination is empty, `.`, or ends with
    ///   `/` or `/.`.
    package static func destination(_ path: String, in directory: String) -> String {
        let result = absolute(path, in: directory)
        let isDirectory = path.isEmpty || path == "." || path.hasSuffix("/") || path.hasSuffix("/.")
        return isDirectory && result != "/" ? result + "/" : result
    }
}
