import Glibc
import SystemPackage

extension Extraction {
    /// Times for `utimensat(2)`: access and modification.
    private func withTimes(_ record: CpioRecord, _ body: (UnsafePointer<timespec>) -> Int32) -> Int32 {
        let time = timespec(tv_sec: Int(record.modificationTime), tv_nsec: 0)
        return unsafe withUnsafePointer(to: InlineArray<2, timespec>(repeating: time)) { pointer in
            unsafe pointer.withMemoryRebound(to: timespec.self, capacity: 2) { unsafe body($0) }
        }
    }

    private func permissions(_ record: CpioRecord) -> mode_t {
        options.restoresOwners ? record.permissions : record.permissions & ~0o6000
    }

    /// Sets owner, permissions and time of an open file, in this order: a new owner clears bits.
    func setMetadata(_ descriptor: Int32, _ path: [UInt8], _ record: CpioRecord) throws(CpioError) {
        if options.restoresOwners, fchown(descriptor, record.owner, record.group) != 0 {
            throw .last("fchown", "its owner cannot be set", path: path)
        }
        guard fchmod(descriptor, permissions(record)) == 0 else {
            throw .last("fchmod", "its permissions cannot be set", path: path)
        }
        guard unsafe withTimes(record, { unsafe futimens(descriptor, $0) }) == 0 else {
            throw .last("futimens", "its time cannot be set", path: path)
        }
    }

    /// The same for what cannot be opened: a symlink, a device, a pipe or a socket that was just made.
    func setMetadata(
        _ directory: DirectoryChain.Directory, _ name: FilePath, _ path: [UInt8], _ record: CpioRecord
    ) throws(CpioError) {
        let number = directory.number
        if options.restoresOwners {
            let result = unsafe name.withPlatformString { text in
                unsafe fchownat(number, text, record.owner, record.group, AT_SYMLINK_NOFOLLOW)
            }
            guard result == 0 else { throw .last("fchownat", "its owner cannot be set", path: path) }
        }
        if record.kind != .symlink {
            let mode = permissions(record)
            guard unsafe name.withPlatformString({ unsafe fchmodat(number, $0, mode, 0) }) == 0 else {
                throw .last("fchmodat", "its permissions cannot be set", path: path)
            }
        }
        let result = unsafe withTimes(record) { times in
            unsafe name.withPlatformString { unsafe utimensat(number, $0, times, AT_SYMLINK_NOFOLLOW) }
        }
        guard result == 0 else { throw .last("utimensat", "its time cannot be set", path: path) }
    }
}
