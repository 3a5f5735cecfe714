/// Kraftfiles in the shape and size of published ones.
public enum Samples {
    /// A project that runs on a runtime: the most common Kraftfile.
    public static let runtime = Array(
        """
        spec: v0.6

        runtime: base:latest

        rootfs: ./Dockerfile

        cmd: ["/server"]

        """.utf8)

    /// A project that builds a kernel from many options: as large as the largest published ones, 5 KiB.
    public static let kernel = kernel(options: 118)

    /// A kernel project with any number of options, 38 bytes each.
    ///
    /// - Parameter options: The number of options.
    /// - Returns: The file.
    public static func kernel(options: Int) -> [UInt8] {
        var text = """
            spec: v0.6

            name: app

            rootfs: ./Dockerfile

            cmd: ["/usr/bin/app", "--port", "8080"]

            template:
              source: https://github.com/unikraft/app-elfloader.git
              version: staging

            unikraft:
              source: https://github.com/unikraft/unikraft.git
              version: staging
              kconfig:

            """
        for number in 0..<options {
            if number % 20 == 0 { text += "    # A group of options\n" }
            let value = number % 10 == 0 ? "\(number)" : number % 7 == 0 ? "\"some text\"" : "'y'"
            text += "    CONFIG_LIBSOME_OPTION_\(1000 + number)_X: \(value)\n"
        }
        text += """

            libraries:
              lwip:
                source: https://github.com/unikraft/lib-lwip.git
                version: staging
                kconfig:
                  CONFIG_LWIP_TCP: 'y'
                  CONFIG_LWIP_THREADS: 'y'
              libelf:
                source: https://github.com/unikraft/lib-libelf.git
                version: staging

            targets:
            - qemu/x86_64
            - fc/x86_64

            """
        return Array(text.utf8)
    }
}
