extension ELFFile {
    /// The sections that Unikraft's build puts into every kernel, and nobody else does.
    private static let unikernelSections: Set<String> = [".uk_inittab", ".uk_ctortab", ".uk_thread_inittab"]

    /// Whether the file is a Unikraft kernel: it has one of the sections that Unikraft's build makes.
    ///
    /// - Returns: The answer.
    /// - Throws: ``ELFError`` when the section headers are damaged.
    public func isUnikernel() throws(ELFError) -> Bool {
        try sections().contains { Self.unikernelSections.contains($0.name) }
    }

    /// Reads what a Unikraft kernel says of its libraries: the section `.uk_libinfo`.
    ///
    /// - Returns: The libraries, the kernel's core first as it stands in the file; empty when the section is absent,
    ///   which a build option decides.
    /// - Throws: ``ELFError`` with the byte offset.
    public func unikraftLibraries() throws(ELFError) -> [UnikraftLibrary] {
        guard let section = try sections().first(where: { $0.name == ".uk_libinfo" }) else { return [] }
        let bytes = try content(of: section)
        return try UnikraftLibrary.parse(bytes, header.fields, at: section.offset)
    }
}
