/// What the lines of a guest's console say about how it fares. QEMU's own exit status says nothing: it is
/// 0 whatever happened in the guest.
struct GuestReport: Sendable {
    private let guest: GuestProfile
    /// Texts of which a line has one if it says anything here.
    private let marks: [[UInt8]]
    private var banner: GuestBanner
    /// Whether the kernel has a banner to show.
    private let hasBanner: Bool
    /// Whether anything was written that can be seen.
    private var sawText = false
    /// Whether the guest's kernel is known to be up.
    private let wasUp: Bool
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
    ///   - hasBanner: Whether its kernel has a banner to show.
    init(guest: GuestProfile, isUp: Bool = false, hasBanner: Bool = true) {
        self.guest = guest
        self.hasBanner = hasBanner
        wasUp = isUp
        banner = GuestBanner(guest: guest)
        marks = (GuestBanner.marks + [Self.developmentMark] + BootFailure.marks).map { Array($0.utf8) }
    }

    /// Whether the guest's kernel came up as far as its banner; without one, as far as any text.
    var sawBanner: Bool { wasUp || banner.hasBegun || !hasBanner && sawText }

    /// Takes the next line. Most lines are those of a program and hold none of the marks, which costs little to see.
    mutating func feed(_ line: [UInt8]) {
        if !sawText { sawText = line.contains { $0 > 0x20 } }
        guard !crash.isEmpty || marks.contains(where: { line.contains(sequence: $0) }) else { return }
        feed(String(decoding: line, as: UTF8.self))
    }

    private mutating func feed(_ line: String) {
        banner.feed(line)
        if bootFailure == nil { bootFailure = BootFailure(line: line) }
        if !crash.isEmpty {
            if crash.count < Self.crashLineLimit { crash.append(line) }
        } else if BootFailure.isCritical(line) {
            crash.append(line)
        }
        if case .development = guest, let report = Self.suffix(of: line, after: Self.developmentMark) {
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
    private static let developmentMark = "[guest] "
}
