import Gzip
import OCIModel

/// Puts errors of the inflater in our words.
enum GzipFailure {
    static func describe<Result>(
        _ digest: Digest, _ offset: UInt64, _ body: () throws(GzipError) -> Result
    ) throws(DistributionError) -> Result where Result: ~Copyable {
        do {
            return try body()
        } catch {
            throw DistributionError(
                .damagedLayer, "the layer cannot be inflated", digest: digest, offset: offset, cause: error)
        }
    }
}
