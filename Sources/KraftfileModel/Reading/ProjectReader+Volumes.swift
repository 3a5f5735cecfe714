import UnikraftCore

extension ProjectReader {
    mutating func volumes(_ node: YAMLNode) -> [VolumeSpecification] {
        list(node, "'volumes'", remedy: "Write '- ./source:/destination' below the key.").compactMap {
            $0.mapping == nil ? shortVolume($0) : longVolume($0)
        }
    }

    /// Reads `source`, `source:destination`, and from v0.7 `source:destination:mode`.
    private mutating func shortVolume(_ node: YAMLNode) -> VolumeSpecification? {
        guard let text = text(node, "a volume") else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 3, !parts.contains("") else {
            error(
                .invalidValue, "'\(PrintableText.of(text))' is not a volume", at: node.range,
                remedy: "Write source:destination.")
            return nil
        }
        guard parts.count == 3 else {
            return VolumeSpecification(source: parts[0], destination: parts.count == 2 ? parts[1] : "/")
        }
        guard version == .v07 else {
            error(
                .invalidValue, "the mode of a volume belongs to version v0.7", at: node.range,
                remedy: "Write a mapping with source, destination and readOnly, or 'spec: v0.7'.")
            return nil
        }
        guard parts[2] == "ro" || parts[2] == "rw" else {
            error(
                .invalidValue, "'\(PrintableText.of(parts[2]))' is not the mode of a volume", at: node.range,
                remedy: "Write ro or rw.")
            return nil
        }
        return VolumeSpecification(source: parts[0], destination: parts[1], isReadOnly: parts[2] == "ro")
    }

    private mutating func longVolume(_ node: YAMLNode) -> VolumeSpecification? {
        let fields = fields(of: node, table: .volume)
        let driver = fields["driver"].flatMap { text($0.value, "the driver of a volume", mustBeText: true) }
        let destination = fields["destination"].flatMap {
            text($0.value, "the destination of a volume", mustBeText: true)
        }
        let isReadOnly = fields["readOnly"].flatMap { boolean($0.value, "'readOnly'") }
        guard let entry = fields["source"] else {
            error(
                .missingValue, "a volume has no 'source'", at: node.mapping?.first?.key.range ?? node.range,
                remedy: "Add 'source: ./directory'.")
            return nil
        }
        return text(entry.value, "the source of a volume", mustBeText: true).map {
            VolumeSpecification(
                source: $0, destination: destination ?? "/", driver: driver, isReadOnly: isReadOnly ?? false)
        }
    }
}
