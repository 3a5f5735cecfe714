import CpioArchive
import Glibc
import SystemPackage
import Testing
import UnikraftTesting

/// Runs what is to fail, and gives the failure.
func failure(_ body: () throws(CpioError) -> Void) -> CpioError? {
    do throws(CpioError) { try body() } catch { return error }
    return nil
}

@Suite struct RefusalTests {
    private func refusal(_ line: String, _ options: CpioOptions = CpioOptions()) throws -> CpioError? {
        let temporary = try TemporaryDirectory()
        try shell("mkdir '\(temporary.path)/tree'; cd '\(temporary.path)/tree'; touch a; \(line)")
        let archive = temporary.path.appending("a.cpio")
        let error = failure { () throws(CpioError) in
            try DirectoryPacker(temporary.path.appending("tree")).pack(to: archive, options: options)
        }
        #expect(temporary.names() == ["tree"], "a failed archive must leave nothing")
        return error
    }

    @Test func aRootEntryNamedTrailerIsRefused() throws {
        for line in ["touch 'TRAILER!!!'", "mkdir 'TRAILER!!!'", "ln -s x 'TRAILER!!!'"] {
            let error = try refusal(line)
            #expect(error?.code == .reservedName)
            #expect(error?.path == Array("TRAILER!!!".utf8))
        }
        let temporary = try TemporaryDirectory()
        try shell("cd '\(temporary.path)'; touch 'TRAILER!!!'; mkdir sub; touch 'sub/TRAILER!!!' z")
        let dotted = try DirectoryPacker(temporary.path).packInMemory(options: CpioOptions(names: .dotted)).archive
        #expect(try PackingTests.names(dotted) == ["./TRAILER!!!", "./sub", "./sub/TRAILER!!!", "./z"])
    }

    @Test func filesOfFourGibibytesAreRefused() throws {
        let error = try refusal("truncate -s 4294967296 big")
        #expect(error?.code == .fileTooLarge)
        #expect(error?.path == Array("big".utf8))
    }

    @Test func timesOutsideTheFieldAreRefusedWhenKept() throws {
        let keep = CpioOptions(normalization: .keepMetadata)
        for date in ["1960-01-01", "2200-01-01"] {
            let error = try refusal("touch -d '\(date) UTC' old", keep)
            #expect(error?.code == .timeOutOfRange)
            #expect(error?.path == Array("old".utf8))
        }
    }

    @Test func aWrongSourceDateEpochIsRefused() async {
        await #expect(processExitsWith: .success) {
            setenv("SOURCE_DATE_EPOCH", "yesterday", 1)
            let error = failure { () throws(CpioError) in _ = try CpioWriter(inMemory: CpioOptions()) }
            guard error?.code == .invalidOption, error?.description.contains("unset it") == true else { exit(1) }
        }
    }

    @Test func nothingIsVisibleOfARefusedTree() throws {
        let temporary = try TemporaryDirectory()
        try shell("cd '\(temporary.path)'; mkdir t; head -c 2000000 /dev/zero > t/a; truncate -s 4294967296 t/z")
        let file = temporary.path.appending("out")
        let descriptor = try FileDescriptor.open(file, .writeOnly, options: .create, permissions: .ownerReadWrite)
        let error = failure { () throws(CpioError) in
            var writer = try CpioWriter(to: descriptor)
            try DirectoryPacker(temporary.path.appending("t")).pack(into: &writer)
            _ = try writer.finish()
        }
        try descriptor.close()
        #expect(error?.code == .fileTooLarge)
        #expect(try CpioSourceFile(file).size == 0)
    }

    @Test(arguments: [
        (CpioEntry.file("", .none), CpioError.Code.invalidPath), (.file("a/../b", .none), .invalidPath),
        (.file("a\0b", .none), .invalidPath), (.file("TRAILER!!!", .none), .reservedName),
        (.file("./TRAILER!!!/", .none), .reservedName),
        (.file(String(repeating: "x", count: 256), .none), .componentTooLong),
        (.file(String(repeating: "abc/", count: 1024) + "x", .none), .pathTooLong),
        (.symlink("l", to: ""), .invalidTarget),
        (.symlink("l", to: String(repeating: "x", count: 4096)), .invalidTarget),
        (.symlink("l", to: "a\0b"), .invalidTarget),
        (.file("f", .none, permissions: 0o10000), .invalidEntry), (.file(".", .none), .invalidPath),
        (CpioEntry(path: [100], kind: .directory, permissions: 0o755, content: .bytes([1])), .invalidEntry),
        (.file("f", .file("/nonexistent/file")), .system), (.file("f", .file("/")), .invalidEntry),
        (.file("f", .range("/dev/null", offset: 0, length: 1)), .invalidEntry),
    ])
    func entriesThatCannotBeStoredLeaveTheWriterUsable(entry: CpioEntry, code: CpioError.Code) throws {
        var writer = try CpioWriter(inMemory: CpioOptions())
        try writer.append(.file("before", .bytes([1])))
        var found: CpioError.Code?
        do throws(CpioError) { try writer.append(entry) } catch { found = error.code }
        #expect(found == code)
        try writer.append(.file("behind", .bytes([2])))
        #expect(try PackingTests.names(writer.finishInMemory().archive) == ["before", "behind"])
    }

    @Test func optionsThatContradictAreRefused() {
        let odc = failure { () throws(CpioError) in _ = try CpioWriter(inMemory: CpioOptions(format: .odc)).finish() }
        #expect(odc?.code == .invalidOption)
        let slash = failure { () throws(CpioError) in
            _ = try CpioWriter(inMemory: CpioOptions(directoriesEndInSlash: true)).finish()
        }
        #expect(slash?.code == .invalidOption)
    }

    @Test func specialFilesAreLeftOutForAGuestAndReported() throws {
        let temporary = try TemporaryDirectory()
        try shell("cd '\(temporary.path)'; mkfifo pipe; touch file")
        let (archive, report) = try DirectoryPacker(temporary.path).packInMemory()
        #expect(try PackingTests.names(archive) == ["file"])
        #expect(report.notices.map(\.reason) == [.kindNotInGuest(.fifo)])
        #expect(report.notices.map(\.path) == [Array("pipe".utf8)])
        #expect(report.entries == [.regular: 1])
    }
}
