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
        lines.reserveCapacity(text.count / 24)
        let (mask, prefix) = (network.mask, network.networkAddress.bits)
        var start = Self.heading.count
        let span = text.span
        while start < span.count {
            guard let line = Self.parse(span, from: start), line.address & mask == prefix else {
                throw Self.malformed(path, line: lines.count + 2, "another form than it should")
            }
            lines.append(line)
            start = line.whole.upperBound
        }
        self.text = text
    }

    /// The file's content. Lines that stand together are copied together.
    package var content: [UInt8] {
        var content = Self.heading
        content.reserveCapacity(text.count + content.count)
        var run = 0..<0
        for line in lines {
            if line.whole.lowerBound == run.upperBound {
                run = run.lowerBound..<line.whole.upperBound
            } else {
                content += text[run]
                run = line.whole
            }
        }
        content += text[run]
        return content
    }

    /// Reads `ADDRESS held|free MACHINE DEVICE …` up to the end of the line.
    private static func parse(_ text: Span<UInt8>, from start: Int) -> Line? {
        var address: UInt32 = 0
        var octet: UInt32 = 0
        var dots = 0
        var position = start
        scan: while position < text.count {
            let byte = text[position]
            switch byte {
            case 0x30...0x39:
                octet = octet * 10 + UInt32(byte - 0x30)
                guard octet <= 255 else { return nil }
            case 0x2e:
                address = address << 8 | octet
                octet = 0
                dots += 1
            case 0x20: break scan
            default: return nil
            }
            position += 1
        }
        // " held " and " free " have six bytes.
        guard dots == 3, text.count - position > 6, let isHeld = state(text, at: position) else { return nil }
        let device = position + 6
        var spaces = 0
        var deviceEnd = 0
        position = device
        while position < text.count {
            let byte = text[position]
            if byte == 0x20 {
                spaces += 1
                if spaces == 2 { deviceEnd = position }
            } else if byte == 0x0a {
                guard spaces >= 2 else { return nil }
                return Line(
                    address: address << 8 | octet, isHeld: isHeld, whole: start..<position + 1,
                    device: device..<deviceEnd)
            }
            position += 1
        }
        return nil
    }

    private static func state(_ text: Span<UInt8>, at position: Int) -> Bool? {
        var word: UInt64 = 0
        for index in position..<position + 6 { word = word << 8 | UInt64(text[index]) }
        switch word {
        case 0x20_68_65_6c_64_20: return true
        case 0x20_66_72_65_65_20: return false
        default: return nil
        }
    }

    mutating func appendLine(_ lease: NetworkLease, isHeld: Bool) {
        let start = text.count
        let owner = lease.owner
        text += "\(lease.address) \(isHeld ? "held" : "free") ".utf8
        let device = text.count
        text += "\(lease.machine) \(lease.device)".utf8
        let deviceEnd = text.count
        text += " \(owner.identifier) \(owner.startTime) \(lease.tap ?? "-") \(lease.ownsTap ? "own" : "-")\n".utf8
        lines.append(
            Line(
                address: lease.address.bits, isHeld: isHeld, whole: start..<text.count, device: device..<deviceEnd))
    }

    /// Reads a whole line.
    ///
    /// - Parameter index: The line, from 0.
    /// - Returns: The lease.
    /// - Throws: ``NetworkError`` `malformedRecord`.
    package func lease(at index: Int) throws(NetworkError) -> NetworkLease {
        let line = lines[index]
        let words = text[line.device.lowerBound..<line.whole.upperBound - 1].split(separator: 0x20).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard words.count == 6, let device = UInt8(words[1]), let process = Int32(words[2]), process >= 0,
            let startTime = UInt64(words[3])
        else { throw Self.malformed("leases", line: index + 2, "another form than it should") }
        return NetworkLease(
            machine: words[0], device: device, address: IPv4Address(bits: line.address),
            tap: words[4] == "-" ? nil : words[4], ownsTap: words[5] == "own",
            owner: ProcessIdentity(identifier: process, startTime: startTime))
    }

    private static func malformed(_ path: String, line: Int, _ what: String) -> NetworkError {
        NetworkError(
            code: .malformedRecord, subject: path,
            message: "'\(path)', line \(line), has \(what). Remove the network with 'kraft net rm' and make it again.",
            position: line)
    }
}
