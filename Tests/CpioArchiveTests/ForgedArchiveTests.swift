import CpioArchive
import SystemPackage
import Testing
import UnikraftTesting

/// Archives that no honest program writes.
@Suite(.timeLimit(.minutes(1))) struct ForgedArchiveTests {
    private struct Entry {
        var name: String
        var mode: UInt32
        var data = ""
        var device: UInt32 = 0
        /// Two names of one file, as the archive says.
        var isLinked = true

        /// newc: thirteen fields of eight hexadecimal digits (cpio(5)).
        var text: String {
            func field(_ number: UInt32) -> String {
                let digits = String(number, radix: 16)
                return String(repeating: "0", count: 8 - digits.count) + digits
            }
            func padded(_ text: String) -> String {
                text + String(repeating: "\0", count: (4 - text.utf8.count % 4) % 4)
            }
            let numbers: [UInt32] = [
                5, mode, 0, 0, isLinked ? 2 : 1, 0, UInt32(data.utf8.count), 0, 0, device, 0,
                UInt32(name.utf8.count + 1),
                0,
            ]
            return padded("070701" + numbers.map(field).joined() + name + "\0") + padded(data)
        }
    }

    private func extract(_ entries: [Entry], to root: FilePath) -> CpioError? {
        let end = Entry(name: "TRAILER!!!", mode: 0, isLinked: false)
        let bytes = Array((entries + [end]).map(\.text).joined().utf8)
        return failure { () throws(CpioError) in try CpioExtractor(to: root).extract(CpioReader(bytes: bytes)) }
    }

    @Test func noDataGoesIntoAPipeThatALaterNameIsLinkedTo() throws {
        let temporary = try TemporaryDirectory()
        let entries = [Entry(name: "a", mode: 0o10644), Entry(name: "b", mode: 0o100644, data: "data")]
        #expect(extract(entries, to: temporary.path) == nil)
        #expect(try shell("cd '\(temporary.path)'; [ -p a ] && [ -f b ] && cat b") == "data")
    }

    @Test func whatTookTheFirstNamesPlaceIsNotLinkedTo() throws {
        let temporary = try TemporaryDirectory()
        let entries = [
            Entry(name: "a", mode: 0o100644, data: "first"), Entry(name: "a", mode: 0o10644, isLinked: false),
            Entry(name: "b", mode: 0o100644, data: "second"), Entry(name: "c", mode: 0o100644),
        ]
        #expect(extract(entries, to: temporary.path) == nil)
        let found = try shell("cd '\(temporary.path)'; [ -p a ] && [ -f b ] && [ -f c ] && cat b c; stat -c %h b")
        #expect(found == "secondsecond2\n")
    }

    @Test(.enabled(if: isRoot, "devices need root"))
    func noDataGoesIntoADevice() throws {
        let temporary = try TemporaryDirectory()
        // A device that no driver has, so that opening it fails.
        let entries = [
            Entry(name: "a", mode: 0o20666, device: 4095), Entry(name: "b", mode: 0o100644, data: "data"),
        ]
        #expect(extract(entries, to: temporary.path) == nil)
        #expect(try shell("cd '\(temporary.path)'; [ -c a ] && [ -f b ] && cat b") == "data")
    }

    @Test func theDataOfALaterNameStillBelongsToAll() throws {
        let temporary = try TemporaryDirectory()
        let entries = [Entry(name: "a", mode: 0o100644), Entry(name: "b", mode: 0o100644, data: "data")]
        #expect(extract(entries, to: temporary.path) == nil)
        #expect(try shell("cd '\(temporary.path)'; cat a; stat -c %h b") == "data2\n")
    }
}
