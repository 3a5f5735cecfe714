import SystemPackage
import SystemSupport
import Testing

@Suite("Directories of paths")
struct ContainingDirectoryTests {
    @Test(arguments: ["a", "a/b", "a/b/", "/a", "/a/b", "//a//b//", "../a", "/", "", ".", "é/ü"])
    func isWhatIsLeftWithoutTheLastName(text: String) {
        let path = FilePath(text)
        #expect(path.containingDirectory == path.removingLastComponent())
    }
}
