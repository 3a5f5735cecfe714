package import UnikraftCore

extension LeaseTable {
    /// The first line of the file.
    private static let heading = Array("swift-unikraft-leases 1\n".utf8)

    /// Reads a lease file.
    ///
    /// - Parameters:
    ///   - text: The file's content.
    ///   - network: The subnet, with the host's own address in it.
    ///   - path: The file's path, for errors.
    /// - Throws: ``NetworkError`` `malformedRecord` with the line: a line of another form, or an address that
    ///   is not of the subnet.
    package init(text: [UInt8], network: IPv4Network, path: String) throws(NetworkError) {
        self.init(network: network)
        guard text.starts(with: Self.heading) else { throw Self.malformed(path, line: 1, "another heading") }
        lines.reserveCapacity(text.count / 40)
        var start = Self.heading.count
        while start < text.count {
            guard let end = text[start...].firstIndex(of: UInt8(ascii: "\n")),
                let line = Self.parse(text[start..<end]), network.contains(IPv4Address(bits: line.address))
            else { throw Self.malformed(path, line: lines.count + 2, "another form than it should") }
            lines.append(line)
            start = end + 1
        }
    }

    /// The file's content.
    package var text: [UInt8] {
        var text = Self.heading
        text.reserveCapacity(lines.count * 64 + text.count)
        for line in lines {
            Self.append(line.address, to: &text)
            text += line.isHeld ? Self.heldWord : Self.freeWord
            text += line.device
            text += line.rest
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }

    private static let heldWord = Array(" held ".utf8)
    private static let freeWord = Array(" free ".utf8)

    private static func append(_ address: UInt32, to text: inout [UInt8]) {
        for shift in [UInt32(24), 16, 8, 0] {
            let octet = UInt8(truncatingIfNeeded: address >> shift)
            if octet >= 100 { text.append(0x30 + octet / 100) }
            if octet >= 10 { text.append(0x30 + octet / 10 % 10) }
            text.append(0x30 + octet % 10)
            if shift > 0 { text.append(UInt8(ascii: ".")) }
        }
    }

    private static func parse(_ text: ArraySlice<UInt8>) -> Line? {
        var address: UInt32 = 0
        var octet: UInt32 = 0
        var dots = 0
        var position = text.startIndex
        while position < text.endIndex, text[position] != 0x20 {
            switch text[position] {
            case 0x30...0x39: octet = octet * 10 + UInt32(text[position] - 0x30)
            case 0x2e:
                address = address << 8 | octet
                octet = 0
                dots += 1
            default: return nil
            }
            guard octet <= 255 else { return nil }
            position += 1
        }
        address = address << 8 | octet
        let state = text[position...].prefix(6)
        let isHeld = state.elementsEqual(heldWord)
        guard dots == 3, isHeld || state.elementsEqual(freeWord) else { return nil }
        let after = text[(position + 6)...]
        guard let first = after.firstIndex(of: 0x20), let second = after[(first + 1)...].firstIndex(of: 0x20) else {
            return nil
        }
        return Line(
            address: address, isHeld: isHeld, device: Array(after[..<second]), rest: Array(after[second...]))
    }

    static func line(_ lease: NetworkLease, isHeld: Bool) -> Line {
        let owner = lease.owner
        let rest = " \(owner.identifier) \(owner.startTime) \(lease.tap ?? "-") \(lease.ownsTap ? "own" : "-")"
        return Line(
            address: lease.address.bits, isHeld: isHeld, device: key(lease.machine, lease.device),
            rest: Array(rest.utf8))
    }

    /// Reads a whole line.
    ///
    /// - Parameter index: The line, from 0.
    /// - Returns: The lease.
    /// - Throws: ``NetworkError`` `malformedRecord`.
    package func lease(at index: Int) throws(NetworkError) -> NetworkLease {
        let line = lines[index]
        let device = line.device.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        let rest = line.rest.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        guard device.count == 2, let number = UInt8(device[1]), rest.count == 4, let process = Int32(rest[0]),
            let startTime = UInt64(rest[1])
        else { throw Self.malformed("leases", line: index + 2, "another form than it should") }
        return NetworkLease(
            machine: device[0], device: number, address: IPv4Address(bits: line.address),
            tap: rest[2] == "-" ? nil : rest[2], ownsTap: rest[3] == "own",
            owner: ProcessIdentity(identifier: process, startTime: startTime))
    }

    private static func malformed(_ path: String, line: Int, _ what: String) -> NetworkError {
        NetworkError(
            code: .malformedRecord, subject: path,
            message: "'\(path)', line \(line), has \(what). Remove the network with 'kraft net rm' and make it again.",
            position: line)
    }
}
