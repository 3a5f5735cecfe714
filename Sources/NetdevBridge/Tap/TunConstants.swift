/// Numbers of the tap driver (linux/if_tun.h).
package enum TunDriver {
    /// TUNSETIFF: `_IOW('T', 202, int)`
    package static let setInterface: UInt = 0x4004_54ca
    /// TUNSETPERSIST: `_IOW('T', 203, int)`
    package static let setPersistent: UInt = 0x4004_54cb
    /// TUNSETOWNER: `_IOW('T', 204, int)`
    package static let setOwner: UInt = 0x4004_54cc
    /// IFF_TAP: Ethernet frames, not IP packets.
    package static let tap: UInt16 = 0x0002
    /// IFF_NO_PI: no extra four bytes before a frame.
    package static let withoutPacketInformation: UInt16 = 0x1000
    /// IFF_VNET_HDR: a virtio header before a frame, so that checksums are left to the guest's device.
    package static let virtioHeader: UInt16 = 0x4000
    /// IFF_TUN_EXCL: refuse an interface that exists.
    package static let exclusive: UInt16 = 0x8000
}
