public import OCIModel
import UnikraftCore

extension RegistryClient {
    private struct TagList: Decodable {
        var tags: [String]?
    }

    /// Lists the tags of a repository (`GET /v2/<name>/tags/list`), page by page.
    ///
    /// - Parameters:
    ///   - repository: The repository.
    ///   - pageSize: The number of tags asked for at once; nil leaves it to the registry.
    ///   - limit: The number of tags after which listing ends.
    /// - Returns: The tags in the registry's order. What is no tag is left out.
    /// - Throws: ``DistributionError``.
    public func tags(of repository: ImageRepository, pageSize: Int? = nil, limit: Int = 100_000) async throws
        -> [ImageTag]
    {
        var call = RegistryCall(.get, repository.name, .path("tags/list"))
        if let pageSize { call.query = [("n", String(pageSize))] }
        var tags: [ImageTag] = []
        var seen: Set<HTTPURL> = []
        while true {
            let (answer, bytes) = try await fetch(call, from: repository.registry, limit: JSONDocument.sizeLimit)
            let page: TagList = try JSONDocument.decode(bytes, "list of tags")
            tags += (page.tags ?? []).compactMap { try? ImageTag(parsing: $0) }
            guard tags.count < limit, let next = try nextPage(after: answer), seen.insert(next).inserted else {
                return Array(tags.prefix(limit))
            }
            call.target = .address(next)
            call.query = []
        }
    }

    /// The address of the next page (RFC 8288, `rel="next"`); it must be on the same server.
    private func nextPage(after answer: RegistryAnswer) throws(DistributionError) -> HTTPURL? {
        for value in answer.response.headers.all("Link") {
            for link in value.split(separator: ",") {
                guard let start = link.firstIndex(of: "<"), let end = link[start...].firstIndex(of: ">") else {
                    continue
                }
                let parameters = link[link.index(after: end)...].lowercased().filter { $0 != " " && $0 != "\"" }
                guard parameters.split(separator: ";").contains("rel=next"),
                    let target = try? answer.url.resolving(String(link[link.index(after: start)..<end]))
                else { continue }
                guard target.hasSameOrigin(as: answer.url) else {
                    throw Redirect.refusal("the next page of the list is on another host, \(target.host)", answer.url)
                }
                return target
            }
        }
        return nil
    }
}
