import UnikraftCore

/// A program that keeps credentials, `docker-credential-NAME` (docker/docker-credential-helpers, "Development").
struct CredentialHelper {
    let name: String
    let launcher: any ProcessLauncher

    private struct Answer: Decodable {
        var Username: String
        var Secret: String
    }

    func credential(for server: String) async throws -> RegistryCredential? {
        guard !name.isEmpty,
            name.utf8.allSatisfy({
                ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7a) || ($0 >= 0x30 && $0 <= 0x39) || "-_.".utf8.contains($0)
            })
        else {
            throw DistributionError(.credential, "'\(name.prefix(80))' cannot be the name of a credential program")
        }
        let result: ProcessResult
        do {
            result = try await launcher.run(
                ProcessCommand("docker-credential-\(name)", ["get"]), input: Array(server.utf8), outputLimit: 1 << 20)
        } catch let error as ProcessLaunchError {
            throw DistributionError(
                .credential, "docker-credential-\(name), which keeps the credential of \(server), cannot be run",
                cause: error)
        }
        guard result.termination == .exited(0) else {
            let said = String(decoding: (result.standardOutput + result.standardError).prefix(300), as: UTF8.self)
            if said.contains("credentials not found") { return nil }
            throw DistributionError(
                .credential,
                "docker-credential-\(name) gave no credential for \(server): \(said.filter { !$0.isNewline })")
        }
        let answer: Answer = try JSONDocument.decode(result.standardOutput, "answer of docker-credential-\(name)")
        // This name stands for a token in place of a password.
        return answer.Username == "<token>"
            ? .identityToken(answer.Secret) : .password(username: answer.Username, password: answer.Secret)
    }
}
