import Glibc
import SystemSupport
import Testing

@Suite("Processes")
struct ProcessStatusTests {
    private func content(state: String, threads: Int) -> [UInt8] {
        let fields = (4...19).map(String.init).joined(separator: " ")
        return Array("12 (a) b (c\n) \(state) \(fields) \(threads) 0 4711 23 99 0".utf8)
    }

    @Test func fieldsAreRead() {
        let status = ProcessStatus(parsing: content(state: "S", threads: 1))
        #expect(status?.startTime == 4711)
        #expect(status?.processorTicks == 14 + 15)
        #expect(status?.residentPages == 99)
        #expect(status?.hasEnded == false)
    }

    @Test func theEndIsTold() {
        #expect(ProcessStatus(parsing: content(state: "Z", threads: 1))?.hasEnded == true)
        #expect(ProcessStatus(parsing: content(state: "X", threads: 2))?.hasEnded == true)
        // The first thread has ended, others go on.
        #expect(ProcessStatus(parsing: content(state: "Z", threads: 2))?.hasEnded == false)
    }

    @Test(arguments: ["", "12 (a) S 1", ")", "12 (a) S " + String(repeating: "x ", count: 30)])
    func otherTextIsRefused(text: String) {
        #expect(ProcessStatus(parsing: Array(text.utf8)) == nil)
    }

    @Test func thisProcessRuns() {
        #expect(ProcessStatus(of: getpid())?.hasEnded == false)
        #expect(ProcessStatus(of: -1) == nil)
        #expect(ProcessStatus(of: 0) == nil)
    }
}
