import Testing
import UnikraftCore

@Suite("Environment variables")
struct EnvironmentVariableTests {
    @Test(arguments: [
        ("A=1", "A=1"), ("A=", "A="), ("A=b=c", "A=b=c"), ("HOME", "HOME=/root"), ("EMPTY", "EMPTY="), ("NONE", nil),
    ])
    func textIsRead(text: String, expected: String?) throws {
        let values = ["HOME": "/root", "EMPTY": ""]
        #expect(try EnvironmentVariable(parsing: text, inheriting: { values[$0] })?.description == expected)
    }

    @Test(arguments: ["", "=", "=x"]) func aNameIsNeeded(text: String) {
        #expect(throws: InvalidValue.self) { try EnvironmentVariable(parsing: text, inheriting: { _ in "x" }) }
    }
}
