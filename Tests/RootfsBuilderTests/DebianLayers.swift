import SystemPackage
import UnikraftTesting

/// Layers made of files of Debian packages that are installed on this machine.
enum DebianLayers {
    /// Writes layers as tar archives into a directory: `shell`, `nginx`, `gcc` and `go`, and `logs`, what
    /// the image of nginx has besides.
    ///
    /// Documentation is left out, and of the compilers whatever C and Go programs do not need.
    static func make(_ names: [String], in directory: FilePath) async throws -> [FilePath] {
        let script = """
            set -e
            files() { dpkg -L "$@" | sort -u | while read -r f; do
                if [ -L "$f" ] || [ ! -d "$f" ]; then echo "${f#/}"; fi; done; }
            owner() { dpkg -S "$(readlink -f "$1")" | head -n 1 | cut -d: -f1; }
            libraries() { ldd "$@" 2>/dev/null | grep -o '/[^ )]*\\.so[^ )]*' | sort -u | while read -r f; do
                echo "${f#/}"; r=$(readlink -f "$f"); echo "$(dirname "${f#/}")/$(basename "$r")"; done; }
            pack() { grep -Ev '^usr/share/(doc|man|locale|info|lintian|bug)/' | sort -u | while read -r f; do
                if [ -e "/$f" ] || [ -L "/$f" ]; then echo "$f"; fi; done |
                tar --owner=0 --group=0 --numeric-owner --mtime=@1000000000 -C / --no-recursion -cf "$1" -T - ||
                # 1: a directory changed meanwhile, such as /tmp; everything was archived (GNU tar, "Return Values").
                [ $? -eq 1 ]; }
            layer_shell() { files dash coreutils libc6; libraries /bin/dash /bin/rm; printf '%s\\n' bin/sh tmp root; }
            layer_nginx() { files nginx-common "$(owner "$(command -v nginx)")" || true; libraries "$(command -v nginx)"
                printf '%s\\n' etc/passwd etc/group etc/ld.so.cache usr/lib/nginx usr/lib/nginx/modules var/run; }
            layer_logs() { mkdir -p logs/run logs/var/log/nginx logs/var/cache/nginx
                ln -s /dev/stdout logs/var/log/nginx/access.log; ln -s /dev/stderr logs/var/log/nginx/error.log
                tar --owner=0 --group=0 --mtime=@1000000000 -C logs -cf logs.tar .; }
            layer_gcc() { v=$(gcc -dumpversion); c=$(gcc -print-prog-name=cc1)
                files gcc cpp "gcc-$v" "cpp-$v" "libgcc-$v-dev" binutils binutils-x86-64-linux-gnu libc6-dev \\
                    linux-libc-dev |
                    grep -Ev 'san[_.]|san_|/lto1$|gold$|dwp$|gprof'
                libraries "$c" /usr/bin/as /usr/bin/ld /usr/bin/ar /usr/bin/gcc /usr/bin/nm /usr/bin/strip; }
            layer_go() { g=$(readlink -f /usr/lib/go); echo usr/bin/go; echo usr/lib/go
                s=/usr/share/$(basename "$g")
                find "$g" "$s/src" "$s/pkg" \\( -path '*/pkg/linux_*' -o -name testdata -o -path '*/src/cmd' \\) -prune -o \\
                    \\( -type f -o -type l \\) ! -name '*_test.go' -print | cut -c2-; }
            for name; do if [ "$name" = logs ]; then layer_logs; continue; fi; "layer_$name" | pack "$name.tar"; done
            """
        try await Tools.run("bash", ["-c", script, "bash"] + names, in: directory)
        return names.map { directory.appending("\($0).tar") }
    }
}
