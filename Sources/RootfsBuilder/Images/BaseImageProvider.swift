public import DockerfileModel

/// Gives images to build on. Real ones pull from registries into a store, or read an image layout.
public protocol BaseImageProvider: Sendable {
    /// Gives an image with its layers on this machine.
    ///
    /// - Parameters:
    ///   - reference: The image's name as it was written, with a tag or a digest or without.
    ///   - platform: The platform that it must be for.
    /// - Returns: The image.
    /// - Throws: ``RootfsError`` with the code `imageUnavailable`; `CancellationError` when the task was cancelled.
    func image(_ reference: String, platform: DockerfileModel.ImagePlatform) async throws -> BaseImage
}
