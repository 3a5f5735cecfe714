import OCIModel
import UnikraftCore

/// Makes an error of an answer that is not accepted.
enum RegistryFailure {
    static func error(of answer: RegistryAnswer, for call: RegistryCall, _ registry: RegistryName, asked: RegistryName)
        async -> DistributionError
    {
        let status = answer.response.status
        let bytes = (try? await answer.response.body.collect(upTo: 64 << 10)) ?? []
        let list: RegistryErrorEntry.List? = try? JSONDocument.decode(bytes, "error")
        var error = describe(status, call, asked)
        error.reference = RegistryClient.name(registry, call.repository)
        error.url = answer.url.withoutQuery
        error.status = status
        error.retryAfter = RetryAfter.parse(answer.response.headers["Retry-After"])
        error.registryErrors = Array((list?.errors ?? []).prefix(5))
        return error
    }

    /// A login is for the server that was asked, which a mirror may have put in place of another.
    private static func describe(_ status: Int, _ call: RegistryCall, _ registry: RegistryName) -> DistributionError {
        switch status {
        case 401 where call.repository == nil:
            DistributionError(
                .unauthorized,
                "the registry wants a name and a password, or refused those it got; log in to \(registry) "
                    + "('kraft login \(registry)')")
        case 401:
            DistributionError(
                .unauthorized,
                "the registry wants a login that allows '\(call.actions)', or there is no such repository; "
                    + "log in to \(registry) ('kraft login \(registry)') and check the name")
        case 403:
            DistributionError(
                .denied,
                "the registry does not allow '\(call.actions)' here; log in to \(registry) as somebody who may "
                    + "('kraft login \(registry)'), or ask its owner for access")
        case 404 where call.isForBlob:
            DistributionError(
                .notFound, "the registry does not have this blob, so the image in it is not complete; push it again")
        case 404: DistributionError(.notFound, "the registry has nothing by that name; check the name and the tag")
        case 429:
            DistributionError(.rateLimited, "the registry wants fewer requests; wait, or log in to be allowed more")
        case 300..<400:
            DistributionError(.refusedRedirect, "the registry points elsewhere in a way that is not followed")
        case 500...: DistributionError(.unexpectedAnswer, "the registry has a fault of its own; try again later")
        default: DistributionError(.unexpectedAnswer, "the registry did not accept the request \(call.method)")
        }
    }
}
