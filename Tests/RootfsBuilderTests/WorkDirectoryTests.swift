import Glibc
import SystemPackage
import Testing
import UnikraftTesting

@testable import RootfsBuilder

@Suite struct WorkDirectoryTests {
    /// What another build works in stays; what nobody holds is taken over, and only by one.
    @Test func onlyWhatNobodyHoldsIsLeftBehind() throws {
        let directory = try TemporaryDirectory()
        let place = directory.path.appending("work")
        #expect(WorkDirectory.leftBehind(in: place).isEmpty)
        let held = try WorkDirectory(in: place)
        defer { held.remove() }
        #expect(WorkDirectory.leftBehind(in: place).isEmpty)
        mkdir(place.appending("old").string, 0o700)
        symlink("/", place.appending("link").string)
        try directory.write("work/file", [])
        let found = WorkDirectory.leftBehind(in: place)
        #expect(found.map(\.path) == [place.appending("old")])
        #expect(WorkDirectory.leftBehind(in: place).isEmpty)
        for work in found { work.remove() }
        #expect(access(place.appending("old").string, F_OK) != 0)
        #expect(access(held.path.string, F_OK) == 0)
    }
}
