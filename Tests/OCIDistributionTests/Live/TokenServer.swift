import Foundation
import OCIDistribution
import SubprocessLauncher
import SystemPackage
import UnikraftCore
import UnikraftTesting

/// A token server for docker-registry: tokens are signed by the openssl program (distribution's documentation,
/// "Token Authentication Implementation"). alice may do everything, everyone may pull.
final class TokenServer: Sendable {
    static let isInstalled = HostPrograms.has("python3", "openssl")

    let port: Int
    private let process: any RunningProcess
    private let drain: Task<Void, Never>

    init(in scratch: Scratch) async throws {
        let made = run(
            "cd \(scratch.path) && openssl req -x509 -newkey rsa:2048 -nodes -keyout token.key -out token.crt -days 2 -subj /CN=token"
        )
        guard made.status == 0 else { throw DistributionError(.configuration, made.output) }
        let script = try scratch.write("token.py", Array(Self.script.utf8))
        var options = ProcessOptions()
        options.standardError = .discarded
        process = try SubprocessLauncher().start(
            ProcessCommand("python3", ["-u", script.string, scratch.path.string]), options: options)
        let output = process.standardOutput
        var text = ""
        var found: Int?
        for await piece in output {
            text += String(decoding: piece, as: UTF8.self)
            found = Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
            if found != nil { break }
        }
        guard let found else { throw DistributionError(.connection, "the token server did not start") }
        port = found
        drain = Task { for await _ in output {} }
    }

    /// Ends the server. Called at the end of a test, so that it lives until then.
    func stop() {
        process.signal(SIGKILL, wholeGroup: false)
    }

    private static let script = #"""
        import base64, http.server, json, subprocess, sys, time, urllib.parse
        folder = sys.argv[1]
        def encode(data): return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
        chain = [subprocess.run(["openssl", "x509", "-in", folder + "/token.crt", "-outform", "DER"], capture_output=True).stdout]
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_): pass
            def do_GET(self):
                query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
                given = self.headers.get("Authorization")
                owner = given == "Basic " + base64.b64encode(b"alice:s3cret").decode()
                if given and not owner:
                    self.send_response(401); self.end_headers(); return
                access = []
                for scope in query.get("scope", []):
                    kind, name, actions = scope.split(":")
                    allowed = [a for a in actions.split(",") if owner or a == "pull"]
                    access.append({"type": kind, "name": name, "actions": allowed})
                now = int(time.time())
                head = {"typ": "JWT", "alg": "RS256", "x5c": [base64.b64encode(c).decode() for c in chain]}
                body = {"iss": "test-issuer", "sub": "x", "aud": query.get("service", [""])[0], "exp": now + 300, "nbf": now - 9,
                        "iat": now, "jti": str(time.time_ns()), "access": access}
                text = encode(json.dumps(head).encode()) + "." + encode(json.dumps(body).encode())
                signed = subprocess.run(["openssl", "dgst", "-sha256", "-sign", folder + "/token.key"],
                                        input=text.encode(), capture_output=True).stdout
                answer = json.dumps({"token": text + "." + encode(signed), "expires_in": 300}).encode()
                self.send_response(200); self.send_header("Content-Length", str(len(answer))); self.end_headers()
                self.wfile.write(answer)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_address[1])
        server.serve_forever()
        """#
}
