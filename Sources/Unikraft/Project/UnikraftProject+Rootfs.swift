import KraftfileModel
public import RootfsBuilder
import SystemPackage

extension UnikraftProject {
    /// What the project's root filesystem is made of.
    ///
    /// - Parameter services: Chooses the engine that builds a Dockerfile.
    /// - Returns: The source; nil when the project has no root filesystem.
    /// - Throws: ``RunError`` when the Kraftfile asks for a form that no guest gets from us; `RootfsError` when there is
    ///   nothing under the source's name.
    public func rootfsSource(_ services: BuildServices) async throws -> (any RootfsSource)? {
        guard model.roms.isEmpty else {
            throw RunError("the project has 'roms:', which are not built", remedy: "Put the files into 'rootfs:'.")
        }
        guard let rootfs = model.rootfs else { return nil }
        guard rootfs.format != .erofs, rootfs.kind != .erofs else {
            throw RunError("'rootfs:' asks for EROFS, which is not written", remedy: "Set the format to cpio.")
        }
        let place = path(rootfs.source)
        switch rootfs.kind ?? (rootfs.dockerfile == nil ? nil : .dockerfile) {
        case .dockerfile:
            let file = rootfs.dockerfile.map { place.pushing(FilePath($0)) } ?? place
            let build = DockerfileBuild(
                dockerfile: file.isDirectory ? file.appending("Dockerfile") : file,
                context: rootfs.dockerfile == nil ? nil : place)
            return try await services.dockerfileSource(build)
        case .file: return SingleFileSource(place)
        case .directory: return try await services.rootfsSource(place.string, kind: .directory)
        case .tarball: return try await services.rootfsSource(place.string, kind: .tarball)
        case .cpio: return try await services.rootfsSource(place.string, kind: .cpio)
        case .image: return try await services.rootfsSource(rootfs.source, kind: .image)
        case .erofs, nil: break
        }
        // What is on disk is looked at; only what is not can be an image.
        let isPath = rootfs.source.hasPrefix("/") || rootfs.source.hasPrefix(".") || place.exists
        let text = isPath ? place.string : rootfs.source
        let isProgram = try RootfsSourceKind.detect(text) == .program
        return isProgram ? SingleFileSource(place) : try await services.rootfsSource(text)
    }
}
