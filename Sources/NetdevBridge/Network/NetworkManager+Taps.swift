import Glibc
import UnikraftCore

extension NetworkManager {
    /// Makes the taps that a configuration wants ready and that are not there.
    func makeTaps(_ configuration: NetworkConfiguration, _ record: NetworkRecord) throws(NetworkError) {
        guard configuration.tapCount > 0 else { return }
        let kernel = try host.routeNetlink()
        let links = try kernel.links()
        guard let bridge = links.first(where: { record.isBridge($0) }) else { throw Self.bridgeMissing(record) }
        let present = links.filter { record.isTap($0) && $0.tap?.owner == record.user?.identifier }.count
        guard present < configuration.tapCount else { return }
        var used = Set(links.map(\.name))
        for _ in present..<Int(configuration.tapCount) {
            guard let name = TapNames.free(of: record.name, except: used) else { throw Self.noTapName(record) }
            used.insert(name.text)
            let tap = try makeTap(name, record, bridge: bridge.index, kernel)
            try tap.setPersistent(true)
        }
    }

    /// Makes a tap, up and connected to the bridge. It goes with the value that is returned, unless it is
    /// made persistent; so a process that is killed on the way leaves none behind.
    func makeTap(
        _ name: InterfaceName, _ record: NetworkRecord, bridge: UInt32, _ kernel: RouteNetlink
    ) throws(NetworkError) -> TapDevice {
        let tap = try TapDevice.make(name, on: host)
        if let user = record.user { try tap.setOwner(user.identifier) }
        guard let link = try kernel.link(named: name) else {
            throw NetworkError(
                code: .tapUnavailable, subject: name.text,
                message: "The tap '\(name)' was removed while it was set up. Try again.")
        }
        var changes = LinkChanges()
        changes.alias = record.alias
        changes.mtu = record.mtu
        changes.master = bridge
        changes.isUp = true
        try kernel.change(link.index, named: link.name, changes)
        return tap
    }

    static func noTapName(_ record: NetworkRecord) -> NetworkError {
        NetworkError(
            code: .noFreeTap, subject: record.name.text,
            message: "The network '\(record.name)' has ten thousand taps. Remove machines that are not needed.")
    }
}
