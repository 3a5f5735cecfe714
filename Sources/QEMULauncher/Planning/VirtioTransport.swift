/// How virtio devices are connected, which is the end of their names in QEMU.
enum VirtioTransport: String, Sendable, Hashable {
    /// Devices on a PCI bus.
    case pci
    /// Devices in memory, on machines without PCI ("virtio-mmio").
    case mmio = "device"

    /// The transport of a machine type. Of QEMU's types `microvm` alone has no PCI bus by default
    /// (docs/system/i386/microvm.rst).
    init(machineType: String) {
        let options = machineType.split(separator: ",")
        self = options.first == "microvm" && !options.contains("pcie=on") ? .mmio : .pci
    }

    /// A device.
    ///
    /// - Parameters:
    ///   - kind: For example `net`.
    ///   - properties: Its properties, in order.
    /// - Returns: The value of `-device`.
    func device(_ kind: String, _ properties: String) -> String {
        "virtio-\(kind)-\(rawValue),\(properties)"
    }
}
