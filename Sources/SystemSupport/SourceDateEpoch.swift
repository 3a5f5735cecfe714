import Glibc

/// The latest time of files of the host (reproducible-builds.org, "SOURCE_DATE_EPOCH specification"): one rule for all
/// who read the variable.
package enum SourceDateEpoch {
    /// The variable's name.
    package static let variable = "SOURCE_DATE_EPOCH"

    /// A value of the variable that is no time.
    package struct Invalid: Error, Hashable, CustomStringConvertible {
        /// The value that was found.
        package let value: String

        /// What is wrong, without what to do about it.
        package var message: String {
            "\(variable) is '\(value)', which is no whole number of seconds from 0 to \(UInt32.max)"
        }
        /// What to do about it.
        package var remedy: String { "Set it to one, for example `$(git log -1 --format=%ct)`, or unset it." }
        /// What is wrong, and what to do about it.
        package var description: String { "\(message). \(remedy)" }
    }

    /// Reads a value of the variable. Only decimal digits are taken, and only times that archives can hold.
    ///
    /// - Parameter value: The value; nil when the variable is not set.
    /// - Returns: Seconds since 1970; 0 when the variable is not set.
    /// - Throws: ``Invalid``.
    package static func seconds(_ value: String?) throws(Invalid) -> UInt32 {
        guard let value else { return 0 }
        let isDigits = value.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isDigits, let seconds = UInt32(value) else { throw Invalid(value: value) }
        return seconds
    }

    /// Reads the variable of this process.
    ///
    /// - Returns: Seconds since 1970; 0 when the variable is not set.
    /// - Throws: ``Invalid``.
    package static func seconds() throws(Invalid) -> UInt32 {
        try seconds(unsafe getenv(variable).map { unsafe String(cString: $0) })
    }
}
