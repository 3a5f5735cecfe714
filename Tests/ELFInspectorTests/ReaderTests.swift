import ELFInspector
import SystemPackage
import Testing
import UnikraftTesting

@Suite("Reading ELF files")
struct ReaderTests {
    @Test(arguments: [(true, false), (true, true), (false, false), (false, true)])
    func everyClassAndByteOrder(_ is64: Bool, _ isBig: Bool) throws {
        var crafted = ELFFixture(
            is64: is64, isBig: isBig, machine: 21, interpreter: "/lib/ld.so.1", needed: ["a", "b.so"])
        crafted.strings = [(14, "me.so"), (15, "/r"), (29, "/run"), (0x7FFF_FFFF, "filter.so")]
        crafted.dynamic = [(0x6FFF_FFFB, 0x0800_0000)]
        let file = try ELFFile(crafted.bytes)
        #expect(file.elfClass == (is64 ? .bits64 : .bits32))
        #expect(file.byteOrder == (isBig ? .bigEndian : .littleEndian))
        #expect(file.machine == .powerPC64)
        #expect(file.type == .dynamic)
        #expect(file.interpreter == "/lib/ld.so.1")
        #expect(file.needed == ["a", "b.so"])
        #expect(file.filtees == ["filter.so"])
        #expect(file.soname == "me.so")
        #expect(file.rpath == "/r")
        #expect(file.runpath == "/run")
        #expect(file.isPIE)
        #expect(!file.isStaticPIE)
        #expect(file.segments.map(\.kind) == [.load, .dynamic, .interpreter])
        #expect(try file.sections() == [])
    }

    @Test(arguments: [(true, false), (true, true), (false, false), (false, true)])
    func everyTruncationIsATypedError(_ is64: Bool, _ isBig: Bool) {
        let crafted = ELFFixture(is64: is64, isBig: isBig, interpreter: "/lib/ld.so.1", needed: ["liba.so"])
        let bytes = crafted.bytes
        for length in 0..<bytes.count - (is64 ? 16 : 8) {
            #expect(throws: ELFError.self, "cut to \(length) bytes") { try ELFFile(Array(bytes[..<length])) }
        }
    }

    @Test func everyMutationOfOneByteIsReadOrRefused() {
        let bytes = ELFFixture(interpreter: "/lib/ld.so.1", needed: ["liba.so", "libb.so"]).bytes
        var read = 0
        var refused = 0
        for index in bytes.indices {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
                var copy = bytes
                copy[index] = value
                do {
                    let file = try ELFFile(copy)
                    _ = (try? file.sections(), try? file.dynamicSymbols(), try? file.notes())
                    _ = (try? file.versionNeeds(), try? file.versionDefinitions(), try? file.unikraftLibraries())
                    read += 1
                } catch {
                    refused += 1
                }
            }
        }
        #expect(read > 0)
        #expect(refused > 0)
    }

    @Test func errorsSayWhereAndWhat() {
        #expect { try ELFFile(Array("#!/bin/sh\n".utf8)) } throws: { ($0 as? ELFError)?.code == .notELF }
        var bytes = ELFFixture().bytes
        bytes[4] = 7
        #expect { try ELFFile(bytes) } throws: { error in
            (error as? ELFError)?.code == .invalidHeader && (error as? ELFError)?.offset == 4
        }
        #expect { try ELFFile(path: "/nonexistent/file") } throws: { error in
            (error as? ELFError)?.code == .notFound && (error as? ELFError)?.path == "/nonexistent/file"
        }
        #expect { try ELFFile(path: "/tmp") } throws: { ($0 as? ELFError)?.code == .notAFile }
    }

    @Test func absurdNumbersAllocateNothing() throws {
        // A program header table, a dynamic section and an interpreter that claim to be nearly endless.
        for (offset, name) in [(32, "table"), (64 + 56 + 8, "dynamic"), (64 + 112 + 8, "interpreter")] {
            var bytes = ELFFixture(interpreter: "/lib/ld.so.1", needed: ["liba.so"]).bytes
            bytes.replaceSubrange(offset..<offset + 8, with: [UInt8](repeating: 0xFF, count: 8))
            if name != "dynamic" { #expect(throws: ELFError.self) { try ELFFile(bytes) } }
            _ = try? ELFFile(bytes)
        }
    }

    @Test func theFourWaysToOpenAgree() throws {
        let path: FilePath = "/proc/self/exe"
        let bytes = read(path.string)
        let byPath = try ELFFile(path: path)
        let descriptor = try FileDescriptor.open(path, .readOnly)
        defer { try? descriptor.close() }
        let others = [
            try ELFFile(descriptor: descriptor), try ELFFile(bytes), try ELFFile(copying: bytes.span.bytes),
        ]
        for other in others {
            #expect(other.header == byPath.header)
            #expect(other.needed == byPath.needed)
            #expect(try other.sections() == byPath.sections())
        }
    }

    @Test func staticPIEIsRecognised() throws {
        try #require(HostPrograms.has("gcc"), "gcc is not installed")
        let directory = try TemporaryDirectory()
        let source = directory.path.appending("m.c").string
        write("int main(void) { return 0; }\n", to: source)
        for (flags, isPIE, isStaticPIE) in [
            ("-static-pie", true, true), ("-pie", true, false), ("-no-pie", false, false), ("-static", false, false),
        ] {
            let target = directory.path.appending("p")
            #expect(shell("gcc \(flags) -o \(target) \(source)").code == 0)
            let file = try ELFFile(path: target)
            #expect(file.isPIE == isPIE)
            #expect(file.isStaticPIE == isStaticPIE)
        }
    }
}
