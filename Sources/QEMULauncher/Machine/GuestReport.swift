/// What the lines of a guest's console say about how it fares. QEMU's own exit status says nothing: it is
/// 0 whatever happened in the guest.
struct GuestReport: Sendable {
    private let guest: GuestProfile
    /// Whether the guest's kernel came up as far as its banner.
    private(set) var sawBanner = false
    /// The program's exit status, where the guest tells it.
    private(set) var exitStatus: Int32?
    /// The signal that ended the program, where the guest tells it.
    private(set) var signal: String?
    /// What kept the program from starting, or the guest from booting.
    private(set) var bootFailure: BootFailure?
    /// The lines of a crash: the first critical message and what follows it.
    private(set) var crash: [String] = []

    /// - Parameters:
    ///   - guest: The kind of guest.
    ///   - isUp: Whether its kernel is known to be up, as after a snapshot.
    init(guest: GuestProfile, isUp: Bool = false) {
        self.guest = guest
        sawBanner = isUp
    }

    /// Takes the next line.
    mutating func feed(_ line: String) {
        if line.contains(guest.banner) { sawBanner = true }
        if bootFailure == nil { bootFailure = BootFailure(line: line) }
        if !crash.isEmpty {
            if crash.count < Self.crashLineLimit { crash.append(line) }
        } else if BootFailure.isCritical(line) {
            crash.append(line)
        }
        if case .development = guest, let report = Self.suffix(of: line, after: "[guest] ") {
            readDevelopmentReport(report)
        }
    }

    private mutating func readDevelopmentReport(_ report: Substring) {
        if let status = Self.suffix(of: report, after: "exit status ").flatMap({ Int32($0) }) {
            exitStatus = status
        } else if let name = Self.suffix(of: report, after: "killed by signal ") {
            signal = String(name)
        } else if let reason = Self.suffix(of: report, after: "cannot run ") {
            bootFailure = BootFailure(
                message: "the guest cannot run \(reason)",
                remedy: "Check that the program and its interpreter are in the root filesystem, and how it was linked.")
        } else if report.hasPrefix("cannot mount ") {
            bootFailure = BootFailure(
                message: "the guest \(report)", remedy: "Check the device's tag and the mount point.")
        }
    }

    private static func suffix(of text: some StringProtocol, after marker: String) -> Substring? {
        let text = Substring(text)
        guard let range = text.firstRange(of: marker) else { return nil }
        return text[range.upperBound...]
    }

    private static let crashLineLimit = 64
}
