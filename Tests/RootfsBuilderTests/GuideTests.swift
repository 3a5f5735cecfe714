import Glibc
import RootfsBuilder
import RootfsModel
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

/// The two Dockerfiles of the upstream guide, built as they are: their base images come through a mirror of Docker Hub.
@Suite(
    .enabled(
        if: Tools.canRun && TestRegistry.isPossible && HostPrograms.has("dpkg", "unshare", "ip", "curl"),
        "docker-registry, skopeo, umoci, dpkg, unshare, ip, curl, root, runc or busybox is missing"))
struct GuideTests {
    /// Builds, writes the archive, unpacks it, and asks the server that it holds for a page in a network of its own.
    private func serve(
        _ files: [String: String], layers: [String], as image: String, command: String, port: Int
    ) async throws -> (tree: FileTree, page: String) {
        let directory = try TemporaryDirectory()
        let path = directory.path
        let context = try directory.makeContext(files)
        let archives = try await DebianLayers.make(layers, in: path)
        return try await TestRegistry.with(in: directory) { registry in
            try await registry.push(
                image, archives, "--config.env PATH=/usr/sbin:/usr/bin:/sbin:/bin --config.cmd /bin/sh", in: path)
            let environment = RootfsEnvironment(in: path, images: try registry.images(in: path))
            let source = DockerfileSource(DockerfileBuild(dockerfile: context.appending("Dockerfile")))
            let build = RootfsBuild(source, in: environment)
            let built = try await build.write(to: build.archivePath(inProject: path))
            #expect(built.archive == path.appending(".unikraft/build/initramfs-x86_64.cpio"))
            let script = """
                set -e; mkdir out; cd out; cpio -idm --quiet < ../.unikraft/build/initramfs-x86_64.cpio; cd ..
                ip link set lo up; chroot out \(command) & server=$!
                for i in $(seq 100); do curl -s http://127.0.0.1:\(port)/ && break; sleep 0.1; done; kill $server
                """
            let page = try await Tools.run(
                "unshare", ["--net", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", script], in: path)
            return (built.contents.tree, page)
        }
    }

    @Test(.enabled(if: HostPrograms.has("nginx"), "nginx is not installed")) func nginx() async throws {
        let dockerfile = """
            FROM nginx:1.25.3-bookworm AS build

            # Unikraft has no /dev/stdout to link to; nginx makes its own files.
            RUN rm /var/log/nginx/error.log
            RUN rm /var/log/nginx/access.log

            FROM scratch

            COPY --from=build /usr/sbin/nginx /usr/bin/nginx
            COPY --from=build /usr/lib/nginx /usr/lib/nginx
            COPY --from=build /etc/nginx /etc/nginx
            COPY --from=build /etc/passwd /etc/passwd
            COPY --from=build /etc/group /etc/group
            COPY --from=build /var/log/nginx /var/log/nginx
            COPY --from=build /var/cache/nginx /var/cache/nginx
            COPY --from=build /var/run /var/run

            COPY --from=build /lib/x86_64-linux-gnu/libcrypt.so.1 /lib/x86_64-linux-gnu/libcrypt.so.1
            COPY --from=build /lib/x86_64-linux-gnu/libpcre2-8.so.0 /lib/x86_64-linux-gnu/libpcre2-8.so.0
            COPY --from=build /lib/x86_64-linux-gnu/libssl.so.3 /lib/x86_64-linux-gnu/libssl.so.3
            COPY --from=build /lib/x86_64-linux-gnu/libcrypto.so.3 /lib/x86_64-linux-gnu/libcrypto.so.3
            COPY --from=build /lib/x86_64-linux-gnu/libz.so.1 /lib/x86_64-linux-gnu/libz.so.1
            COPY --from=build /lib/x86_64-linux-gnu/libc.so.6 /lib/x86_64-linux-gnu/libc.so.6
            COPY --from=build /lib64/ld-linux-x86-64.so.2 /lib64/ld-linux-x86-64.so.2
            COPY --from=build /etc/ld.so.cache /etc/ld.so.cache

            COPY ./conf/nginx.conf /etc/nginx/nginx.conf
            COPY ./conf/cert.pem /etc/nginx/cert.pem
            COPY ./conf/cert.key /etc/nginx/cert.key
            COPY ./wwwroot /wwwroot
            """
        let configuration = """
            master_process off; daemon off; pid /var/run/nginx.pid; error_log stderr; events { worker_connections 32; }
            http { access_log off; client_body_temp_path /var/run/a; proxy_temp_path /var/run/b; fastcgi_temp_path /var/run/c;
            scgi_temp_path /var/run/d; uwsgi_temp_path /var/run/e; server { listen 80; root /wwwroot; } }
            """
        let files = [
            "Dockerfile": dockerfile, "conf/nginx.conf": configuration, "conf/cert.pem": "c", "conf/cert.key": "k",
            "wwwroot/index.html": "a page\n",
        ]
        let result = try await serve(
            files, layers: ["shell", "nginx", "logs"], as: "library/nginx:1.25.3-bookworm",
            command: "/usr/bin/nginx", port: 80)
        #expect(result.page == "a page\n")
    }

    @Test(
        .enabled(
            if: HostPrograms.has("go", "gcc") && access("/usr/lib/go/src/net/http", F_OK) == 0,
            "gcc or Debian's golang is not installed"))
    func go() async throws {
        let dockerfile = """
            FROM golang:1.21.3-bookworm AS build

            WORKDIR /src

            COPY ./server.go /src/server.go

            RUN set -xe; \\
                CGO_ENABLED=1 \\
                go build \\
                  -buildmode=pie \\
                  -ldflags "-linkmode external -extldflags '-static-pie'" \\
                  -tags netgo \\
                  -o /server server.go

            FROM scratch

            COPY --from=build /server /server
            COPY --from=build /lib/x86_64-linux-gnu/libc.so.6 /lib/x86_64-linux-gnu/
            COPY --from=build /lib64/ld-linux-x86-64.so.2 /lib64/
            """
        let server = """
            package main

            import (
                "fmt"
                "net/http"
            )

            func main() {
                http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "Bye, World!") })
                http.ListenAndServe(":8080", nil)
            }
            """
        let result = try await serve(
            ["Dockerfile": dockerfile, "server.go": server], layers: ["shell", "gcc", "go"],
            as: "library/golang:1.21.3-bookworm", command: "/server", port: 8080)
        #expect(result.page == "Bye, World!\n")
        #expect(
            result.tree.lines(times: false).map { $0.split(separator: " ").dropLast().joined(separator: " ") } == [
                "lib d 755 0:0", "lib/x86_64-linux-gnu d 755 0:0", "lib/x86_64-linux-gnu/libc.so.6 f 755 0:0",
                "lib64 d 755 0:0", "lib64/ld-linux-x86-64.so.2 f 755 0:0", "server f 755 0:0",
            ])
        #expect(result.tree[try TreePath("server")]?.content?.length ?? 0 > 4 << 20)
    }

    /// A compile stage of C whose program is a guest's alone: static and position-independent.
    @Test(.enabled(if: HostPrograms.has("gcc"), "gcc is not installed")) func gcc() async throws {
        let dockerfile = """
            FROM gcc:12 AS build
            COPY server.c .
            RUN gcc -O2 -static-pie -o /server server.c
            FROM scratch
            COPY --from=build /server /
            """
        let server = """
            #include <arpa/inet.h>
            #include <string.h>
            #include <unistd.h>
            int main(void) {
                struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons(8080)};
                int one = 1, server = socket(AF_INET, SOCK_STREAM, 0);
                setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
                if (bind(server, (struct sockaddr *)&place, sizeof place) || listen(server, 5)) return 1;
                for (;;) {
                    const char *text = "HTTP/1.0 200 OK\\r\\n\\r\\nfrom C\\n";
                    char request[4096];
                    int peer = accept(server, 0, 0);
                    if (read(peer, request, sizeof request) > 0) write(peer, text, strlen(text));
                    close(peer);
                }
            }
            """
        let result = try await serve(
            ["Dockerfile": dockerfile, "server.c": server], layers: ["shell", "gcc"], as: "library/gcc:12",
            command: "/server", port: 8080)
        #expect(result.page == "from C\n")
        #expect(result.tree.paths == ["server"])
    }
}
