import UnikraftCore

/// Ports of `EXPOSE` (Dockerfile reference, "EXPOSE").
public struct ExposedPort: Sendable, Hashable {
    /// A transport protocol.
    public enum Transport: String, Sendable, Hashable, CaseIterable {
        /// TCP, the default.
        case tcp
        /// UDP.
        case udp
        /// SCTP.
        case sctp
    }

    /// The first port of the range.
    public var first: UInt16
    /// The last port of the range; the same as the first for a single port.
    public var last: UInt16
    /// The protocol.
    public var transport: Transport
    /// Whether the protocol was written with capitals; deprecated.
    public var hasCapitals: Bool
    /// Whether an address or a port of the host was written before it, which has no meaning here; deprecated.
    public var hasHostPart: Bool

    /// Reads `[ADDRESS:][HOST:]PORT[-PORT][/PROTOCOL]`.
    ///
    /// - Parameter text: The port, variables replaced.
    /// - Throws: ``DockerfileError`` with the code `bad-value`.
    public init(parsing text: String) throws(DockerfileError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let container = parts.last else { throw Self.invalid(text) }
        let halves = container.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let written = halves.count == 2 ? String(halves[1]) : ""
        guard let transport = written.isEmpty ? .tcp : Transport(rawValue: written.lowercased()) else {
            throw Self.invalid(text)
        }
        self.transport = transport
        hasCapitals = written != written.lowercased()
        (first, last) = try Self.range(halves[0], of: text)
        hasHostPart = parts.count > 1 && (parts.count > 2 || !parts[0].isEmpty)
        if parts.count > 1, case let host = parts[parts.count - 2], !host.isEmpty {
            let (hostFirst, hostLast) = try Self.range(host, of: text)
            guard hostLast - hostFirst == last - first || first == last else { throw Self.invalid(text) }
        }
        if parts.count == 3, !parts[0].isEmpty {
            guard (try? IPv4Address(parsing: String(parts[0]))) != nil else { throw Self.invalid(text) }
        } else if parts.count > 3 {
            let address = parts.dropLast(2).joined(separator: ":")
            guard address.hasPrefix("["), address.hasSuffix("]") else { throw Self.invalid(text) }
        }
    }

    private static func range(_ text: Substring, of whole: String) throws(DockerfileError) -> (UInt16, UInt16) {
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        var numbers: [UInt16] = []
        for end in ends {
            guard !end.isEmpty, end.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(end) else {
                throw invalid(whole)
            }
            numbers.append(number)
        }
        guard let first = numbers.first, let last = numbers.last, first <= last else { throw invalid(whole) }
        return (first, last)
    }

    private static func invalid(_ text: String) -> DockerfileError {
        DockerfileError(
            .badValue, "'\(PrintableText.of(text))' is no port", remedy: "Write for example 8080, 8000-8010 or 53/udp.")
    }
}

extension ExposedPort: CustomStringConvertible {
    /// The form of an image configuration, for example `80/tcp`.
    public var description: String {
        first == last ? "\(first)/\(transport.rawValue)" : "\(first)-\(last)/\(transport.rawValue)"
    }
}
