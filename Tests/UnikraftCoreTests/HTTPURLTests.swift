import Testing
import UnikraftCore

@Suite("HTTP addresses")
struct HTTPURLTests {
    @Test(arguments: [
        ("https://a.io", "https://a.io/"), ("HTTPS://A.io:443/x?y#z", "https://a.io/x?y"),
        ("http://[::1]:5000/v2/", "http://[::1]:5000/v2/"),
        ("https://a/../../b/./c", "https://a/b/c"), ("https://a?q", "https://a/?q"), ("https://a:80/", "https://a:80/"),
    ])
    func addressesAreRead(text: String, normal: String) throws {
        #expect(try HTTPURL(parsing: text).description == normal)
    }

    @Test(arguments: [
        "", "a.io", "ftp://a", "https://", "https:///x", "https://u:p@a/", "https://a:0/", "https://a:99999/",
        "https://a b/",
        "https://a/\r\nX: y", "https://a/ä", "https://[::1/", "https://a:x/", "//a/b",
    ])
    func whatIsNoneIsRefused(text: String) {
        #expect(throws: InvalidValue.self) { try HTTPURL(parsing: text) }
    }

    @Test(arguments: [
        ("/y", "https://a.io/y"), ("y", "https://a.io/v2/y"), ("../y?z", "https://a.io/y?z"),
        ("?z", "https://a.io/v2/x?z"),
        ("//b.io/y", "https://b.io/y"), ("http://b.io", "http://b.io/"), ("", "https://a.io/v2/x?q"),
        ("./", "https://a.io/v2/"),
        ("sha256:00", "sha256:00"), ("../../../y", "https://a.io/y"),
    ])
    func referencesAreResolved(reference: String, expected: String) throws {
        let base = try HTTPURL(parsing: "https://a.io/v2/x?q")
        if reference.hasPrefix("sha256") {
            // By RFC 3986 this is an absolute address with a scheme that is not ours.
            #expect(throws: InvalidValue.self) { try base.resolving(reference) }
        } else {
            #expect(try base.resolving(reference).description == expected)
        }
    }

    @Test func queriesAreEscaped() throws {
        var url = try HTTPURL(parsing: "https://a/x?y=1")
        url.appendQuery("scope", "repository:a/b:pull,push")
        #expect(url.query == "y=1&scope=repository%3Aa%2Fb%3Apull%2Cpush")
        #expect(url.withoutQuery == "https://a/x")
    }

    @Test func headersHideSecrets() {
        let headers: HTTPHeaders = ["Authorization": "Bearer x", "accept": "y"]
        #expect(headers.description == "Authorization: …\naccept: y")
        #expect(headers["ACCEPT"] == "y")
    }
}
