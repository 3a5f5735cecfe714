import SubprocessLauncher
import SystemPackage
import Testing
import UnikraftCore
import UnikraftTesting

/// A C program, compiled at test time and packed alone into a root filesystem.
struct TestProgram: ~Copyable {
    let directory: TemporaryDirectory
    let archive: FilePath

    /// Compiles a static position-independent program as `/program`.
    init(_ source: String, flags: [String] = ["-static-pie"]) async throws {
        let directory = try TemporaryDirectory()
        try directory.write("program.c", source.utf8)
        let launcher = SubprocessLauncher()
        let script = """
            set -e
            mkdir root root/tmp
            gcc -O1 \(flags.joined(separator: " ")) -o root/program program.c
            (cd root && find . | sort | cpio --quiet -o -H newc) > archive.cpio
            """
        let result = try await launcher.run(
            ProcessCommand("sh", ["-c", script], workingDirectory: directory.path.string), input: [],
            outputLimit: 1 << 20)
        try #require(result.succeeded, "\(String(decoding: result.standardError, as: UTF8.self))")
        archive = directory.path.appending("archive.cpio")
        self.directory = directory
    }

    static let printsArguments = """
        #include <stdio.h>
        #include <stdlib.h>
        int main(int argc, char **argv) {
            for (int i = 1; i < argc; i++) printf("argv[%d]=<%s>\\n", i, argv[i]);
            const char *value = getenv("WORD");
            if (value) printf("WORD=<%s>\\n", value);
            return argc > 1 ? atoi(argv[1]) : 0;
        }
        """

    static let server = """
        #include <arpa/inet.h>
        #include <stdio.h>
        #include <string.h>
        #include <sys/socket.h>
        #include <unistd.h>
        int main(void) {
            int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
            setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
            struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8080)};
            if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 16)) return 1;
            printf("listening\\n");
            fflush(stdout);
            for (;;) {
                int connection = accept(listener, NULL, NULL);
                char request[4096];
                if (connection < 0) continue;
                if (read(connection, request, sizeof request) > 0) {
                    const char answer[] = "HTTP/1.1 200 OK\\r\\nContent-Length: 13\\r\\nConnection: close\\r\\n\\r\\nHello from C\\n";
                    write(connection, answer, sizeof answer - 1);
                }
                close(connection);
            }
        }
        """
}
