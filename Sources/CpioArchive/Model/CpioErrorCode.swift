extension CpioError {
    /// What went wrong. More values may come; compare, and keep a default case.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The value's name.
        public let description: String

        private init(_ description: String) { self.description = description }

        /// A system call failed.
        public static let system = Code("system")
        /// An option contradicts another, or has a value that cannot be used.
        public static let invalidOption = Code("invalidOption")
        /// A name is empty, has a part `..` or holds a NUL byte.
        public static let invalidPath = Code("invalidPath")
        /// The entry would end the archive for every reader (`TRAILER!!!`).
        public static let reservedName = Code("reservedName")
        /// A part of the name is over 255 bytes.
        public static let componentTooLong = Code("componentTooLong")
        /// The name is over 4,095 bytes.
        public static let pathTooLong = Code("pathTooLong")
        /// A symlink has an empty target, one over 4,095 bytes or one with a NUL byte.
        public static let invalidTarget = Code("invalidTarget")
        /// The data is 4 GiB or more.
        public static let fileTooLarge = Code("fileTooLarge")
        /// The time is before 1970 or after 2106-02-07.
        public static let timeOutOfRange = Code("timeOutOfRange")
        /// A number does not fit its field.
        public static let numberOutOfRange = Code("numberOutOfRange")
        /// The kind of the entry and its content or permissions contradict each other.
        public static let invalidEntry = Code("invalidEntry")
        /// A file became longer while it was read.
        public static let fileGrew = Code("fileGrew")
        /// A file became shorter while it was read.
        public static let fileShrank = Code("fileShrank")
        /// A file went away while the tree was read.
        public static let fileVanished = Code("fileVanished")
        /// A name came to stand for something else while the tree was read.
        public static let fileReplaced = Code("fileReplaced")
        /// The writer cannot go on, because an earlier call failed half-way.
        public static let writerFailed = Code("writerFailed")
        /// The input is not a cpio archive.
        public static let notAnArchive = Code("notAnArchive")
        /// The input is compressed in a way that cannot be read here.
        public static let unsupportedCompression = Code("unsupportedCompression")
        /// Compressed input is damaged.
        public static let damagedCompression = Code("damagedCompression")
        /// A header is not as the format says.
        public static let invalidHeader = Code("invalidHeader")
        /// The input ends too early.
        public static let truncated = Code("truncated")
        /// The data has another sum than its header says.
        public static let checksumMismatch = Code("checksumMismatch")
        /// The name leads outside the directory that is extracted to.
        public static let unsafePath = Code("unsafePath")
        /// The task was cancelled while a directory was packed.
        public static let cancelled = Code("cancelled")
        /// The data is over the limit that the caller gave.
        public static let dataTooLarge = Code("dataTooLarge")
    }
}
