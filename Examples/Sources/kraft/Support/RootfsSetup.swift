import ArgumentParser
import AsyncHTTPTransport
import Foundation
import OCIDistribution
import RootfsBuilder
import SubprocessLauncher
import SystemPackage
import UnikraftCore

/// What root filesystems are built with in this program.
enum RootfsSetup {
    /// Caches in the user's directories, images of the store and of registries, programs of this machine.
    static func environment(architecture: String?, pull: StoreImages.PullPolicy) throws -> RootfsEnvironment {
        let variables = ProcessInfo.processInfo.environment
        let home = variables["HOME"] ?? "/root"
        let caches = FilePath(variables["XDG_CACHE_HOME"] ?? home + "/.cache").appending("swift-unikraft")
        var environment = RootfsEnvironment(
            cache: RootfsCache(caches.appending("rootfs")),
            architecture: try architecture.map { try Architecture(parsing: $0) } ?? .host)
        let transport = AsyncHTTPTransport()
        environment.transport = transport
        environment.launcher = SubprocessLauncher()
        environment.commandOutput = { FileHandle.standardError.write(Data($0)) }
        if let path = ImageStore.usualPath(variable: { variables[$0] }) {
            let files = AuthenticationFileProvider.usualPaths { variables[$0] }
            let credentials = AuthenticationFileProvider(paths: files, launcher: SubprocessLauncher())
            let client = RegistryClient(transport: transport, credentials: credentials)
            environment.images = StoreImages(
                store: try ImageStore(path: path), client: pull == .never ? nil : client, policy: pull)
        }
        return environment
    }
}

/// A root filesystem that is loaded already.
struct LoadedRootfs: RootfsSource {
    let contents: RootfsContents

    func load(in environment: RootfsEnvironment) async throws -> RootfsContents { contents }
}
