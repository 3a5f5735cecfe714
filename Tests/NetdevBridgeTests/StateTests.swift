import Glibc
import NetdevBridge
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

@Suite("The directory of records")
struct StateTests {
    private func isUntrusted(_ error: any Error) -> Bool {
        (error as? NetworkError)?.code == .untrustedFile
    }

    @Test func filesAreReplacedWhole() throws {
        let scratch = try TemporaryDirectory()
        let path = scratch.path.appending("state")
        let state = try StateDirectory.make(path, displayPath: path)
        #expect(try state.read("record") == nil)
        try state.write("record", Array("one".utf8))
        // What a killed process left is written over.
        try state.write(".record.new", Array("half".utf8))
        try state.write("record", Array("two".utf8))
        #expect(try state.read("record") == Array("two".utf8))
        #expect(try state.names() == ["record"])
        try state.remove("record")
        try state.remove("record")
        #expect(try state.names() == [])
    }

    @Test func symlinksAreRefused() throws {
        let scratch = try TemporaryDirectory()
        let path = scratch.path.appending("state")
        let state = try StateDirectory.make(path, displayPath: path)
        try state.write("real", [1])
        #expect(symlink("real", path.appending("record").string) == 0)
        #expect { try state.read("record") } throws: { isUntrusted($0) }
        #expect(symlink("/etc", path.appending("leases").string) == 0)
        #expect { try state.directory("leases") } throws: { isUntrusted($0) }
        #expect { try state.makeDirectory("leases") } throws: { isUntrusted($0) }
        #expect(symlink("/tmp/elsewhere", path.appending("lock").string) == 0)
        #expect { try StateLock(in: state) } throws: { isUntrusted($0) }
        // A write never goes through a link: it takes the link's place.
        #expect(symlink("/tmp/elsewhere", path.appending(".record.new").string) == 0)
        try state.write("record", [2])
        #expect(try state.read("record") == [2])
        #expect(access("/tmp/elsewhere", F_OK) != 0)
        let link = scratch.path.appending("link")
        #expect(symlink("state", link.string) == 0)
        #expect { try StateDirectory.open(link, displayPath: link) } throws: { isUntrusted($0) }
    }

    @Test func whatOthersMayWriteToIsRefused() throws {
        let scratch = try TemporaryDirectory()
        let path = scratch.path.appending("state")
        let state = try StateDirectory.make(path, displayPath: path)
        try state.write("record", [1])
        chmod(path.appending("record").string, 0o666)
        #expect { try state.read("record") } throws: { isUntrusted($0) }
        mkdir(path.appending("fifo").string, 0o755)
        rmdir(path.appending("fifo").string)
        mkfifo(path.appending("fifo").string, 0o600)
        #expect { try state.read("fifo") } throws: { isUntrusted($0) }
        chmod(path.string, 0o777)
        #expect { try StateDirectory.open(path, displayPath: path) } throws: { isUntrusted($0) }
    }

    @Test(.enabled(if: geteuid() == 0, Privilege.userReason))
    func whatBelongsToStrangersIsRefused() throws {
        let scratch = try TemporaryDirectory()
        let path = scratch.path.appending("state")
        let state = try StateDirectory.make(path, displayPath: path)
        try state.write("record", [1])
        chown(path.appending("record").string, 65534, 65534)
        #expect { try state.read("record") } throws: { isUntrusted($0) }
        chown(path.string, 65534, 65534)
        #expect { try StateDirectory.open(path, displayPath: path) } throws: { isUntrusted($0) }
        #expect(try StateDirectory.open(path, displayPath: path, user: 65534) != nil)
    }

    @Test func aLockOfARemovedNetworkIsNoLock() throws {
        let scratch = try TemporaryDirectory()
        let path = scratch.path.appending("state")
        let state = try StateDirectory.make(path, displayPath: path)
        let lock = try StateLock(in: state)
        #expect(try lock.withLock { 7 } == 7)
        let other = try StateLock(in: state)
        #expect(try lock.tryLock())
        #expect(try !other.tryLock())
        lock.unlock()
        try state.remove("lock")
        #expect { try other.withLock { 1 } } throws: { ($0 as? NetworkError)?.code == .networkNotFound }
    }

    @Test func recordsAreReadAsTheyWereWritten() throws {
        var record = NetworkRecord(
            name: try InterfaceName(parsing: "virbr0"), gateway: try IPv4Network(parsing: "172.44.0.1/24"), mtu: 1500)
        #expect(try NetworkRecord(text: record.text, path: "p") == record)
        record.phase = .ready
        record.original = NetworkRecord.Original(wasUp: false, mtu: 1400, hadAddress: false)
        record.translatesAddresses = true
        record.nameServers = [IPv4Address(bits: 1), IPv4Address(bits: 2)]
        record.domain = "example.test"
        record.user = NetworkUser(identifier: 1000, group: 100)
        record.hasFirewall = true
        record.forwardingBefore = false
        record.loopbackRoutingBefore = true
        record.servesNames = true
        #expect(try NetworkRecord(text: record.text, path: "p") == record)
        for length in stride(from: 0, to: record.text.count, by: 7) where length < 70 {
            #expect(throws: NetworkError.self) { try NetworkRecord(text: Array(record.text.prefix(length)), path: "p") }
        }
        let later = String(decoding: record.text, as: UTF8.self) + "something new\n"
        #expect(try NetworkRecord(text: Array(later.utf8), path: "p") == record)
    }
}
