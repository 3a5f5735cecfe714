import SystemSupport
import Testing
import UnikraftCore

@testable import KernelBuilder

struct BuildOutputLineTests {
    @Test(arguments: [
        ("  CC      libfoo: bar.o", "CC", "libfoo: bar.o"),
        ("  LD      nginx_qemu-x86_64.dbg", "LD", "nginx_qemu-x86_64.dbg"),
        ("  M4      libelf: x.c", "M4", "libelf: x.c"), ("  SCSTRIP x", "SCSTRIP", "x"),
    ])
    func knowsSteps(_ line: String, _ verb: String, _ item: String) {
        #expect(BuildOutputLine(line) == .step(verb: verb, item: item))
    }

    @Test(arguments: [
        ("/a/b.c:12:5: error: 'x' undeclared", Diagnostic.Severity.error, "compiler", "'x' undeclared", "/a/b.c:12:5"),
        (
            "a.c:3:10: fatal error: q.h: No such file or directory", .error, "compiler",
            "q.h: No such file or directory", "a.c:3:10"
        ),
        ("a.c:3:1: warning: unused", .warning, "compiler", "unused", "a.c:3:1"),
        (
            "d.defconfig:7:warning: symbol value 'x' invalid for Y", .warning, "compiler",
            "symbol value 'x' invalid for Y", "d.defconfig:7:1"
        ),
        ("cc1: error: bad option", .error, "compiler", "bad option", ""),
        ("collect2: error: ld returned 1 exit status", .error, "linker", "ld returned 1 exit status", ""),
        (
            "/usr/bin/ld: /o/x.o: in function `f': /a/x.c:9: undefined reference to `g'", .error, "linker",
            "undefined reference to 'g'", "/a/x.c:9:1"
        ),
        (
            "/usr/bin/ld: x.o:(.text+0x1): undefined reference to `g'", .error, "linker", "undefined reference to 'g'",
            ""
        ),
        ("make[2]: *** [Makefile:10: x.o] Error 1", .error, "make", "[Makefile:10: x.o] Error 1", ""),
        (
            "make: *** No rule to make target '/x.cpio', needed by 'y'.  Stop.", .error, "make",
            "No rule to make target '/x.cpio', needed by 'y'.  Stop.", ""
        ),
        (
            "Makefile:9: *** Cannot find library: /x.  Stop.", .error, "make", "Cannot find library: /x.  Stop.",
            "Makefile:9:1"
        ),
    ])
    func knowsComplaints(
        _ line: String, _ severity: Diagnostic.Severity, _ code: String, _ message: String, _ place: String
    ) {
        guard case .diagnostic(let diagnostic) = BuildOutputLine(line) else {
            Issue.record("no complaint in \(line)")
            return
        }
        #expect(diagnostic.severity == severity)
        #expect(diagnostic.code.description == code)
        #expect(diagnostic.message == message)
        #expect((diagnostic.location?.description ?? "") == place)
    }

    @Test(arguments: [
        "", "hello", "   CC x", "  cc x", "In file included from a.c:1:", "error: without a place", "*** note",
    ])
    func leavesOtherLinesAlone(_ line: String) {
        #expect(BuildOutputLine(line) == .text)
    }

    @Test func cutsLines() {
        var lines = LineSplitter(limit: 1 << 16)
        #expect(lines.feed(Array("a\r\nb".utf8)) == [Array("a".utf8)])
        #expect(lines.feed(Array("c\n\n".utf8)) == [Array("bc".utf8), []])
        #expect(lines.feed([UInt8](repeating: 65, count: 1 << 17)).count == 2)
        #expect(lines.finish() == nil)
    }
}
