import Testing
import UnikraftCore

@Suite struct GitCommandTests {
    @Test(arguments: [
        ("https://host.test/r", "https:ssh:git"), ("user@host.test:r", "https:ssh:git"), ("", "https:ssh:git"),
        ("file:///srv/r", "https:ssh:git:file"), ("HTTP://host.test/r", "https:ssh:git:http"),
        ("ext::sh -c id", "https:ssh:git"),
    ])
    func transportsAreThoseThatTheAddressNames(address: String, allowed: String) {
        let command = ProcessCommand.git(["fetch"], address: address)
        #expect(command.environment["GIT_ALLOW_PROTOCOL"] == allowed)
        #expect(command.environment["GIT_TERMINAL_PROMPT"] == "0")
        #expect(command.environment["GIT_ASKPASS"] == .some(nil), "it is taken away")
        #expect(command.arguments.last == "fetch")
    }
}
