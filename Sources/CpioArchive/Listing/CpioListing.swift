import Glibc

/// Lists entries as `cpio -itv` of GNU does.
public struct CpioListing: Sendable {
    private var users: [UInt32: String] = [:]
    private var groups: [UInt32: String] = [:]
    private let now: Int

    /// Starts a listing. Times are shown relative to now, in the local time zone.
    public init() {
        now = time(nil)
    }

    /// The line for an entry: mode, number of names, owner, group, size or device, time, name, and the
    /// target of a symlink.
    ///
    /// - Parameters:
    ///   - record: The entry.
    ///   - target: For a symlink, its data.
    /// - Returns: The bytes of the line, without a line feed.
    public mutating func line(_ record: CpioRecord, target: [UInt8]? = nil) -> [UInt8] {
        var fields = modeText(record.mode)
        fields += " " + padded(String(record.linkCount), 3, left: true)
        fields += " " + padded(user(record.owner), 8) + " " + padded(group(record.group), 8)
        if record.kind == .characterDevice || record.kind == .blockDevice {
            fields += " " + padded(String(record.representedDevice.major), 3, left: true)
            fields += ", " + padded(String(record.representedDevice.minor), 3, left: true)
        } else {
            fields += " " + padded(String(record.size), 8, left: true)
        }
        fields += " " + timeText(Int(record.modificationTime)) + " "
        var result = Array(fields.utf8) + record.storedName
        if record.kind == .symlink, let target { result += Array(" -> ".utf8) + target }
        return result
    }

    /// Text brought to a width; longer owners and groups are cut, as the field has eight places.
    private func padded(_ text: String, _ width: Int, left: Bool = false) -> String {
        let fill = String(repeating: " ", count: max(0, width - text.utf8.count))
        return left ? fill + text : String(text.prefix(width)) + fill
    }

    private func modeText(_ mode: UInt32) -> String {
        let type =
            switch CpioKind(mode: mode) {
            case .regular: "-"
            case .directory: "d"
            case .symlink: "l"
            case .characterDevice: "c"
            case .blockDevice: "b"
            case .fifo: "p"
            case .socket: "s"
            case nil: "?"
            }
        func triple(_ shift: UInt32, special: UInt32, _ letter: String) -> String {
            let bits = mode >> shift
            let execute =
                switch (mode & special != 0, bits & 1 != 0) {
                case (false, false): "-"
                case (false, true): "x"
                case (true, false): letter.uppercased()
                case (true, true): letter
                }
            return (bits & 4 != 0 ? "r" : "-") + (bits & 2 != 0 ? "w" : "-") + execute
        }
        return type + triple(6, special: 0o4000, "s") + triple(3, special: 0o2000, "s")
            + triple(0, special: 0o1000, "t")
    }

    /// Month and day, then the time of day, or the year when the time is in the future or over half a
    /// year (of 30-day months) ago.
    private func timeText(_ seconds: Int) -> String {
        var value = time_t(seconds)
        let (year, month, day, hour, minute) = unsafe localFields(&value)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let name = months.indices.contains(month) ? months[month] : "???"
        let date = "\(name) \(padded(String(day), 2, left: true))"
        let age = now - seconds
        guard age >= 0, age <= 6 * 30 * 24 * 60 * 60 else { return "\(date)  \(year)" }
        return "\(date) \(twoDigits(hour)):\(twoDigits(minute))"
    }

    private func localFields(_ time: UnsafePointer<time_t>) -> (Int, Int, Int, Int, Int) {
        var parts = unsafe tm()
        _ = unsafe localtime_r(time, &parts)
        return unsafe (
            Int(parts.tm_year) + 1900, Int(parts.tm_mon), Int(parts.tm_mday), Int(parts.tm_hour), Int(parts.tm_min)
        )
    }

    private func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

    private mutating func user(_ number: UInt32) -> String {
        if let known = users[number] { return known }
        let name = unsafe getpwuid(number).map { unsafe String(cString: $0.pointee.pw_name) } ?? String(number)
        users[number] = name
        return name
    }

    private mutating func group(_ number: UInt32) -> String {
        if let known = groups[number] { return known }
        let name = unsafe getgrgid(number).map { unsafe String(cString: $0.pointee.gr_name) } ?? String(number)
        groups[number] = name
        return name
    }
}
