import Glibc
import SystemPackage
import SystemSupport

/// The banner of a guest's kernel. Unikraft has one of a line, and several of art between `Powered by` or `Welcome to`
/// and its version (lib/ukboot/banner.c); the default is of art.
struct GuestBanner: Sendable {
    /// Texts of which the first line of a banner has one.
    static let marks = ["Powered by", "Welcome to  _ __"]

    private let guest: GuestProfile
    /// How many lines of art may still come.
    private var rest: Int?

    /// Whether its first line has come.
    private(set) var hasBegun = false
    /// Whether its last line has come.
    private(set) var hasEnded = false

    init(guest: GuestProfile) {
        self.guest = guest
    }

    /// Takes the next line.
    mutating func feed(_ line: String) {
        guard !hasEnded else { return }
        if let rest {
            self.rest = rest - 1
            hasEnded = rest <= 1 || Self.isVersion(line)
        } else if line.contains(guest.banner) {
            (hasBegun, hasEnded) = (true, true)
        } else if guest == .unikraft, Self.isFirstOfArt(line) {
            hasBegun = true
            // Five lines of art and the version.
            rest = 6
        }
    }

    private static func isFirstOfArt(_ line: String) -> Bool {
        let text = withoutColours(line)
        return text == "Powered by" || text.hasPrefix(marks[1])
    }

    /// Whether a line is a code name and a version, as in `Telesto 0.16.3~e453b74a`.
    private static func isVersion(_ line: String) -> Bool {
        let words = withoutColours(line).split(separator: " ")
        return words.count == 2 && words[0].allSatisfy(\.isLetter) && words[1].first?.isNumber == true
            && words[1].contains(".")
    }

    /// The text without escape sequences for colours (ECMA-48, SGR) and without blanks at its ends.
    private static func withoutColours(_ line: String) -> String {
        var text = ""
        var isEscape = false
        for scalar in line.unicodeScalars {
            if scalar == "\u{1b}" { isEscape = true }
            if !isEscape { text.unicodeScalars.append(scalar) }
            if scalar == "m" { isEscape = false }
        }
        let visible = text.drop { $0.isWhitespace || $0 == "\0" }
        return String(visible.prefix(visible.count - visible.reversed().prefix(while: \.isWhitespace).count))
    }

    /// Whether a kernel file has a banner to show: it can be built without one.
    ///
    /// - Parameter kernel: The file.
    /// - Returns: Whether it has one; true when it cannot be read.
    static func isIn(_ kernel: FilePath) -> Bool {
        guard let file = try? OwnedDescriptor.open(kernel, flags: O_RDONLY) else { return true }
        var offset: UInt64 = 0
        let (piece, overlap) = (1 << 20, 32)
        while offset < 64 << 20, let bytes = try? file.read(at: offset, limit: piece, path: kernel), !bytes.isEmpty {
            if marks.contains(where: { bytes.contains(sequence: Array($0.utf8)) }) { return true }
            guard bytes.count == piece else { return false }
            offset += UInt64(piece - overlap)
        }
        return false
    }
}
