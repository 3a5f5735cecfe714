import DockerfileModel
import RootfsBuilder
import SystemPackage
import UnikraftCore
import UnikraftTesting

/// Images that a test has made, by name.
struct TestImages: BaseImageProvider {
    var images: [String: BaseImage] = [:]

    func image(_ reference: String, platform: DockerfileModel.ImagePlatform) async throws -> BaseImage {
        guard let image = images[reference] else {
            throw RootfsError(.imageUnavailable, "the test has no image '\(reference)'")
        }
        return image
    }

    /// An image of busybox with a few users, made of the system's static busybox.
    static func busybox(in directory: borrowing TemporaryDirectory) async throws -> TestImages {
        let root = directory.path.appending("busybox")
        let script = """
            set -e; rm -rf "$1"; mkdir -p "$1/bin" "$1/etc" "$1/tmp" "$1/root" "$1/usr/lib"; chmod 1777 "$1/tmp"
            cp "$2" "$1/bin/busybox"; for a in sh ls cat echo id mkdir rm touch chmod chown ln mv sleep env ip test stat mount kill true false pwd cp find sort dd; do
            ln -s busybox "$1/bin/$a"; done; ln "$1/bin/busybox" "$1/bin/second"
            printf 'root:x:0:0:root:/root:/bin/sh\\napp:x:1000:1001:app:/home/app:/bin/sh\\n' > "$1/etc/passwd"
            printf 'root:x:0:\\napp:x:1001:\\nextra:x:2000:app\\n' > "$1/etc/group"; ln -s usr/lib "$1/lib"
            tar --sort=name --mtime=@1000000000 --owner=0 --group=0 --numeric-owner -C "$1" -cf "$3" .
            """
        let layer = directory.path.appending("busybox.tar")
        try await Tools.run(
            "sh", ["-c", script, "sh", root.string, HostPrograms.path(of: "busybox") ?? "busybox", layer.string])
        return busybox(layer: layer)
    }

    /// The same image, made already.
    static func busybox(layer: FilePath) -> TestImages {
        var settings = ImageSettings(environment: [EnvironmentVariable(name: "PATH", value: "/bin")])
        settings.command = ["/bin/sh"]
        return TestImages(images: [
            "busybox": BaseImage(digest: "test", layers: [BaseImage.Layer(file: layer)], settings: settings)
        ])
    }
}
