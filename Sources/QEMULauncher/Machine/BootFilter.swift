/// Holds back what a guest writes before its program does: the words of its firmware, and its kernel's banner.
struct BootFilter {
    private var banner: GuestBanner
    private var held: [UInt8] = []
    private var lineStart = 0

    /// Whether the banner has gone by, so that everything passes.
    private(set) var hasPassed = false

    /// - Parameter banner: The banner, whose last line is the last that is held back.
    init(banner: GuestBanner) {
        self.banner = banner
    }

    /// Takes the next bytes.
    ///
    /// - Parameter piece: The bytes.
    /// - Returns: Those that are shown.
    mutating func feed(_ piece: [UInt8]) -> [UInt8] {
        if hasPassed { return piece }
        held += piece
        while let end = held[lineStart...].firstIndex(of: 0x0a) {
            let line = String(decoding: held[lineStart..<end], as: UTF8.self)
            lineStart = end + 1
            banner.feed(line)
            if banner.hasEnded {
                hasPassed = true
                defer { held = [] }
                return Array(held[lineStart...])
            }
        }
        if held.count > Self.limit {
            // No banner comes so late; this is another guest.
            hasPassed = true
            defer { held = [] }
            return held
        }
        return []
    }

    /// The guest has ended.
    ///
    /// - Returns: What was held back, when the banner never came.
    mutating func finish() -> [UInt8] {
        defer { held = [] }
        return hasPassed ? [] : held
    }

    private static let limit = 64 << 10
}
