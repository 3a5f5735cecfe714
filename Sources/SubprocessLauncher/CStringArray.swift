import Glibc

/// Strings as a NULL-terminated array of C strings, freed with it.
@safe final class CStringArray {
    /// The first element, as `execve(2)` wants it.
    let base: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    private let count: Int

    init(_ strings: [String]) {
        unsafe base = UnsafeMutablePointer.allocate(capacity: strings.count + 1)
        count = strings.count
        unsafe base.initialize(repeating: nil, count: strings.count + 1)
        for (index, string) in strings.enumerated() {
            unsafe base[index] = strdup(string)
        }
    }

    deinit {
        for index in 0..<count { unsafe free(base[index]) }
        unsafe base.deallocate()
    }
}
