import ELFInspector
import SystemPackage
import Testing
import UnikraftTesting

@Suite("Unikraft kernels", .enabled(if: HostPrograms.has("gcc"), "gcc is not installed"))
struct UnikernelTests {
    /// An object file with sections as Unikraft's build makes them.
    private func kernel(_ source: String, _ directory: borrowing TemporaryDirectory) throws -> ELFFile {
        let path = directory.path.appending("k.s").string
        write(source, to: path)
        #expect(shell("gcc -c -o \(path).o \(path)").code == 0)
        return try ELFFile(read("\(path).o"))
    }

    private static let libraries = """
        .section .uk_libinfo
        1:  .long 3f - 1b
            .short 1
            .short 1
            .long 6 + 8
            .asciz "liblwip"
            .short 15
            .long 10
            .long 5
            .short 999
            .long 6
        3:  .long 4f - 3b
            .short 1
            .short 6
            .long 6 + 7
            .asciz "0.17.0"
        4:  .long 10
            .short 9
            .long 0
        .section .uk_inittab
            .long 0

        """

    @Test func librariesAreRead() throws {
        let directory = try TemporaryDirectory()
        let file = try kernel(Self.libraries, directory)
        #expect(try file.isUnikernel())
        let libraries = try file.unikraftLibraries()
        #expect(libraries.map(\.name) == ["liblwip", nil])
        #expect(libraries[0].flags == [.positionIndependent, .linkTimeOptimization])
        #expect(libraries[0].records.count == 3)
        #expect(libraries[1].text(.unikraftVersion) == "0.17.0")
    }

    @Test(arguments: [
        ".long 5\n .short 1", ".long 600\n .short 1", ".long 12\n .short 1\n .short 1\n .long 5",
        ".long 12\n .short 1\n .short 1\n .long 900", ".short 1",
    ])
    func wrongLengthsAreRefused(_ content: String) throws {
        let directory = try TemporaryDirectory()
        let file = try kernel(".section .uk_libinfo\n \(content)\n", directory)
        #expect { try file.unikraftLibraries() } throws: { ($0 as? ELFError)?.code == .invalidTable }
    }

    @Test func aProgramIsNone() throws {
        let file = try ELFFile(path: "/usr/bin/env")
        #expect(try !file.isUnikernel())
        #expect(try file.unikraftLibraries().isEmpty)
    }
}
