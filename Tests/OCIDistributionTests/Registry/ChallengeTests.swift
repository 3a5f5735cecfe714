import FoundationEssentials
import Testing

@testable import OCIDistribution

@Suite("Challenges")
struct ChallengeTests {
    @Test(arguments: [
        (
            #"Bearer realm="https://a.io/token",service="a",scope="repository:x:pull,push""#,
            [
                Challenge(
                    scheme: "bearer",
                    parameters: ["realm": "https://a.io/token", "service": "a", "scope": "repository:x:pull,push"])
            ]
        ),
        (
            #"bearer Realm = "x" , SERVICE=y"#,
            [Challenge(scheme: "bearer", parameters: ["realm": "x", "service": "y"])]
        ),
        (
            #"Basic realm="a \"quoted\" \\ thing""#,
            [Challenge(scheme: "basic", parameters: ["realm": #"a "quoted" \ thing"#])]
        ),
        (
            #"Negotiate, Basic realm="x""#,
            [Challenge(scheme: "negotiate"), Challenge(scheme: "basic", parameters: ["realm": "x"])]
        ),
        (
            #"Negotiate YII=, Bearer realm="x""#,
            [Challenge(scheme: "negotiate"), Challenge(scheme: "bearer", parameters: ["realm": "x"])]
        ),
        (
            #"Bearer realm="x", Basic realm="y", charset="UTF-8""#,
            [
                Challenge(scheme: "bearer", parameters: ["realm": "x"]),
                Challenge(scheme: "basic", parameters: ["realm": "y", "charset": "UTF-8"]),
            ]
        ),
        ("Bearer realm=https://a.io/token", [Challenge(scheme: "bearer", parameters: ["realm": "https://a.io/token"])]),
        ("Basic", [Challenge(scheme: "basic")]), ("", []), (",,, ,", []),
        (#"Bearer realm="unended"#, [Challenge(scheme: "bearer")]), ("\"quoted\"", []),
    ])
    func theGrammarIsFollowed(text: String, expected: [Challenge]) {
        let found = Challenge.parse([text])
        if text.contains("unended") {
            #expect(found.first?.scheme == "bearer" && found.first?.parameters["realm"] == nil)
        } else {
            #expect(found == expected)
        }
    }

    @Test func severalFieldsAreRead() {
        #expect(Challenge.parse(["Basic realm=a", "Bearer realm=b"]).map(\.scheme) == ["basic", "bearer"])
    }

    @Test func datesAndSecondsAreRead() {
        #expect(RetryAfter.parse("120") == .seconds(120))
        #expect(
            RetryAfter.parse("Sun, 06 Nov 1994 08:49:37 GMT", now: .init(timeIntervalSince1970: 784_111_770))
                == .seconds(7))
        #expect(
            RetryAfter.parse("Sun, 06 Nov 1994 08:49:37 GMT", now: .init(timeIntervalSince1970: 999_111_770)) == .zero)
        for text in ["", "-1", "soon", "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT"] {
            #expect(RetryAfter.parse(text) == nil)
        }
    }
}
