import AsyncHTTPTransport
import Testing
import UnikraftCore

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Transport")
struct TransportTests {
    @Test func aServerThatIsNotThereIsSaid() async throws {
        let transport = AsyncHTTPTransport(proxies: .none)
        let port = try Listener().port
        let url = try HTTPURL(parsing: "http://127.0.0.1:\(port)/")
        await #expect {
            _ = try await transport.send(HTTPRequest(.get, url))
        } throws: { error in
            let error = error as? HTTPTransportError
            return error?.isTransient == true && error?.url == url
        }
        await transport.shutdown()
    }

    @Test func anAnswerIsReadAsItIs() async throws {
        let listener = try Listener()
        let transport = AsyncHTTPTransport(proxies: .none)
        let url = try HTTPURL(parsing: "http://127.0.0.1:\(listener.port)/x?y")
        listener.answer(
            "HTTP/1.1 307 Elsewhere\r\nLocation: /other\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 4\r\n\r\nbody")
        let response = try await transport.send(HTTPRequest(.get, url, headers: ["X-B": "3"]))
        // The redirect is left to the caller.
        #expect(response.status == 307)
        #expect(response.headers["location"] == "/other")
        #expect(response.headers.all("X-A") == ["1", "2"])
        #expect(try await response.body.collect(upTo: 100) == Array("body".utf8))
        let request = await listener.received
        #expect(request.hasPrefix("GET /x?y HTTP/1.1\r\n"))
        #expect(request.contains("X-B: 3\r\n"))
        await transport.shutdown()
    }

    @Test func whatTheRequestsBodyThrowsIsThrown() async throws {
        struct Damaged: Error {}
        let listener = try Listener()
        let transport = AsyncHTTPTransport(proxies: .none)
        let url = try HTTPURL(parsing: "http://127.0.0.1:\(listener.port)/")
        await #expect(throws: Damaged.self) {
            let body = HTTPRequest.Body.stream(length: 400) { throw Damaged() }
            _ = try await transport.send(HTTPRequest(.put, url, body: body))
        }
        await transport.shutdown()
    }

    @Test func aBodyThatBreaksOffIsSaid() async throws {
        let listener = try Listener()
        let transport = AsyncHTTPTransport(proxies: .none)
        let url = try HTTPURL(parsing: "http://127.0.0.1:\(listener.port)/")
        listener.answer("HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\nbody")
        let response = try await transport.send(HTTPRequest(.get, url))
        await #expect {
            _ = try await response.body.collect(upTo: 1000)
        } throws: { error in
            (error as? HTTPTransportError)?.isTransient == true
        }
        await transport.shutdown()
    }

    @Test func aPlainServerIsNoSecureOne() async throws {
        let listener = try Listener()
        let transport = AsyncHTTPTransport(proxies: .none)
        let url = try HTTPURL(parsing: "https://127.0.0.1:\(listener.port)/")
        listener.answer("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        await #expect {
            _ = try await transport.send(HTTPRequest(.get, url))
        } throws: { error in
            let error = error as? HTTPTransportError
            return error?.code == .notSecure && error?.message.contains("does not speak TLS") == true
        }
        await transport.shutdown()
    }

    @Test func aBodyIsSentInPieces() async throws {
        let listener = try Listener()
        let transport = AsyncHTTPTransport(proxies: .none)
        let url = try HTTPURL(parsing: "http://127.0.0.1:\(listener.port)/")
        listener.answer("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", afterBytes: "one two".utf8.count)
        let pieces = Pieces(["one ", "two"])
        let body = HTTPRequest.Body.stream(length: 7) { await pieces.next() }
        #expect(try await transport.send(HTTPRequest(.put, url, body: body)).status == 201)
        let request = await listener.received
        #expect(request.lowercased().contains("content-length: 7\r\n"))
        #expect(request.hasSuffix("\r\n\r\none two"))
        await transport.shutdown()
    }

    private actor Pieces {
        private var rest: [String]

        init(_ rest: [String]) { self.rest = rest }

        func next() -> [UInt8]? { rest.isEmpty ? nil : Array(rest.removeFirst().utf8) }
    }
}
