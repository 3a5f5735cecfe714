import OCIModel
import TarArchive

extension DistributionError {
    /// A layer whose tar cannot be taken.
    static func damaged(_ digest: Digest, _ error: TarError) -> DistributionError {
        DistributionError(
            .damagedLayer, "the layer's tar is not acceptable", digest: digest, offset: error.offset, cause: error)
    }

    /// A layer of a kind that is not read.
    static func unsupportedLayer(_ descriptor: Descriptor) -> DistributionError {
        guard descriptor.mediaType.role == .layer(.zstd) else {
            return DistributionError(
                .unsupported, "'\(descriptor.mediaType)' is not the type of a layer", digest: descriptor.digest)
        }
        return zstd(descriptor.digest)
    }

    /// A layer that is compressed with zstd, whatever its media type says.
    static func zstd(_ digest: Digest) -> DistributionError {
        DistributionError(
            .unsupported,
            "the layer is compressed with zstd, which is not supported; make a copy of the image with gzip layers, "
                + "for example with 'skopeo copy --dest-compress-format gzip'", digest: digest)
    }
}

extension LayerLimits {
    /// Refuses an image with too many layers.
    func check(_ manifest: ImageManifest) throws(DistributionError) {
        guard manifest.layers.count <= layers else {
            throw DistributionError(
                .tooLarge, "the image has \(manifest.layers.count) layers, more than the bound of \(layers)",
                digest: manifest.config.digest)
        }
    }
}
