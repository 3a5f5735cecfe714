import AsyncHTTPTransport
import Testing
import UnikraftCore

@Suite("Proxies")
struct ProxyTests {
    private static let variables = [
        "http_proxy": "http://proxy.test:3128", "HTTPS_PROXY": "proxy.test:3129",
        "no_proxy": "internal.test, .example,10.0.0.0/8,[fd00::1],other.test:5000",
    ]

    @Test(arguments: [
        ("http://a.test/", "http://proxy.test:3128/"), ("https://a.test/", "http://proxy.test:3129/"),
        ("https://internal.test/", nil), ("https://x.internal.test/", nil),
        ("https://notinternal.test/", "http://proxy.test:3129/"),
        ("https://b.example/", nil), ("https://10.9.8.7:5000/", nil), ("https://11.0.0.1/", "http://proxy.test:3129/"),
        ("https://other.test:5000/", nil), ("https://other.test/", "http://proxy.test:3129/"),
        ("http://localhost:5000/", nil),
        ("http://127.0.0.1/", nil), ("http://[::1]:80/", nil), ("https://[fd00::1]/", nil),
    ])
    func theEnvironmentDecides(url: String, proxy: String?) throws {
        let settings = ProxySettings { Self.variables[$0] }
        #expect(settings.proxy(for: try HTTPURL(parsing: url))?.description == proxy)
    }

    @Test func aWebServersHeaderIsNoProxy() throws {
        let values = ["HTTP_PROXY": "http://evil.test", "REQUEST_METHOD": "GET"]
        #expect(ProxySettings { values[$0] }.http == nil)
        #expect(ProxySettings { ["HTTP_PROXY": "http://p.test"][$0] }.http?.host == "p.test")
        #expect(
            ProxySettings { ["all_proxy": "http://p.test", "no_proxy": "*"][$0] }.proxy(
                for: try HTTPURL(parsing: "https://a.test")) == nil)
    }
}
