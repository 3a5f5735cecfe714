import OCIModel

extension PlatformSelector {
    /// Tells for a message what is wanted, what there is, and which options of a kernel stand against it.
    ///
    /// - Parameter platforms: What the manifests are made for; nil for one that does not say.
    /// - Returns: For example `CONFIG_A=y for qemu/x86_64 is wanted; it has qemu/x86_64 (CONFIG_A=n)`.
    func mismatch(_ platforms: [ImagePlatform?]) -> String {
        var names: [String] = []
        for platform in platforms {
            let name = platform.map(describe) ?? "no platform"
            if !names.contains(name) { names.append(name) }
        }
        let more = names.count > Self.shownCount ? " and \(names.count - Self.shownCount) more" : ""
        let present = names.isEmpty ? "none" : names.prefix(Self.shownCount).joined(separator: ", ") + more
        return (wanted.map { "\($0) is wanted; " } ?? "") + "it has \(present)"
    }

    private static let shownCount = 12

    private var wanted: String? {
        let options = kernelOptions.sorted().joined(separator: " ")
        let machine = [os, architecture].compactMap(\.self).joined(separator: "/")
        if options.isEmpty { return machine.isEmpty ? nil : machine }
        return machine.isEmpty ? options : "\(options) for \(machine)"
    }

    /// A platform, with what its kernel has in place of the options that do not fit.
    private func describe(_ platform: ImagePlatform) -> String {
        let missing = kernelOptions.subtracting(platform.osFeatures).sorted()
        guard matchesMachine(platform), !missing.isEmpty else { return platform.description }
        if platform.osFeatures.isEmpty { return "\(platform) (which names no kernel options)" }
        let found = missing.prefix(Self.shownCount).map { option in
            let name = option.prefix { $0 != "=" }
            return platform.osFeatures.first { $0.hasPrefix("\(name)=") } ?? "no \(name)"
        }
        return "\(platform) (\(found.joined(separator: " ")))"
    }
}
