/// Makes the files that are measured.
enum Sample {
    /// Twenty lines as they are common in Dockerfiles; the number sign stands for the stage's number.
    private static let stage = """
        FROM debian:bookworm-slim AS part#
        ARG VERSION=1.2.#
        ARG TARGETARCH
        ENV DEBIAN_FRONTEND=noninteractive LANG="C.UTF-8" \\
            PREFIX=/opt/part#/${VERSION%.*}
        RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\
            apt-get update && \\
            apt-get install -y --no-install-recommends ca-certificates curl && \\
            rm -rf /var/lib/apt/lists/*
        WORKDIR ${PREFIX:-/opt}/src
        COPY --chown=1000:1000 --chmod=0644 src/part#/*.c include/ ./
        COPY <<EOF /etc/part#.conf
        version = ${VERSION}
        arch = $TARGETARCH
        EOF
        RUN make -j4 && make install
        USER 1000:1000
        EXPOSE 8080/tcp 53/udp
        CMD ["/opt/bin/part#", "--port", "8080"]

        """

    /// A Dockerfile.
    ///
    /// - Parameter lines: About how many lines it has; a multiple of 20.
    /// - Returns: The bytes.
    static func dockerfile(lines: Int) -> [UInt8] {
        let pieces = stage.split(separator: "#", omittingEmptySubsequences: false)
        var text = ""
        for number in 0..<max(1, lines / 20) {
            text += "# Builds one part of the program.\n" + pieces.joined(separator: "\(number)")
        }
        return Array(text.utf8)
    }

    /// An ignore file as it is common.
    static let ignoreFile = Array(
        "# build\n*\n!src\n!include\n!go.*\n**/*.o\n**/.git\nsrc/**/testdata\n*.md\n!README.md\nnode_modules\n[Bb]uild*\n"
            .utf8)

    /// Paths of a context.
    static let paths = (0..<1000).map { "src/dir\($0 % 10)/sub\($0 % 7)/file\($0).\($0 % 3 == 0 ? "o" : "c")" }
}
