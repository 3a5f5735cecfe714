import Glibc
import SystemSupport
import Testing

@Suite("The latest time of files of the host")
struct SourceDateEpochTests {
    @Test func wholeSecondsAreTaken() throws {
        #expect(try SourceDateEpoch.seconds(nil) == 0)
        #expect(try SourceDateEpoch.seconds("0") == 0)
        #expect(try SourceDateEpoch.seconds("1700000000") == 1_700_000_000)
        #expect(try SourceDateEpoch.seconds("4294967295") == .max)
    }

    @Test(arguments: ["", " 1", "+1", "-1", "1.5", "0x10", "4294967296", "yesterday", "१"])
    func allElseIsRefused(_ value: String) {
        let error = #expect(throws: SourceDateEpoch.Invalid.self) { try SourceDateEpoch.seconds(value) }
        #expect(error?.description.hasPrefix("SOURCE_DATE_EPOCH is '\(value)', which is no whole number") == true)
        #expect(error?.description.hasSuffix("or unset it.") == true)
    }

    @Test func theProcessIsAsked() async {
        await #expect(processExitsWith: .success) {
            setenv("SOURCE_DATE_EPOCH", "77", 1)
            guard try SourceDateEpoch.seconds() == 77 else { exit(1) }
            unsetenv("SOURCE_DATE_EPOCH")
            guard try SourceDateEpoch.seconds() == 0 else { exit(2) }
        }
    }
}
