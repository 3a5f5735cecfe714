import SystemPackage
import Testing

/// A small tree with what file systems can hold, made with the shell.
enum SampleTree {
    /// Makes the tree in an empty directory.
    static func make(in root: FilePath) throws {
        try shell(
            """
            set -e; mkdir -p '\(root)'; cd '\(root)'
            mkdir -p etc usr/bin usr/lib empty deep/a/b/c/d/e 'with space' sticky
            echo hosts > etc/hosts; echo secret > etc/shadow; chmod 600 etc/shadow
            : > etc/empty-file
            head -c 300000 /dev/urandom > usr/lib/large; head -c 3000000 /dev/urandom > usr/lib/huge
            for n in 1 2 3 4 5 6 7; do head -c $n /dev/zero > usr/lib/pad$n; done
            printf 'x' > deep/a/b/c/d/e/leaf
            echo sp > 'with space/a file'; echo nl > "$(printf 'with\\nnewline')"; echo bytes > "$(printf 'b\\377\\376')"
            echo 1 > a-b; mkdir a; echo 2 > a/x; echo 3 > a0; echo 4 > a.c
            ln -s etc/hosts link; ln -s nowhere dangling; ln -s /absolute/target usr/absolute
            chmod 4755 etc/hosts; chmod 1777 sticky; chmod 2755 usr
            touch -d '2001-02-03 04:05:06 UTC' etc/hosts; touch -d '1999-12-31 UTC' usr
            """)
    }

    /// Adds hard links, of files with data and without.
    static func addLinks(in root: FilePath) throws {
        try shell(
            """
            set -e; cd '\(root)'; ln usr/lib/large a/large; ln usr/lib/huge aa; ln usr/lib/huge zz
            ln etc/empty-file a/empty; ln etc/hosts zhosts
            """)
    }

    /// Adds devices, a pipe and a socket. Needs root.
    static func addSpecialFiles(in root: FilePath) throws {
        try shell(
            """
            set -e; cd '\(root)'; mkdir dev; mknod -m 600 dev/console c 5 1; mknod dev/disk b 259 234567
            mkfifo -m 620 dev/pipe; ln dev/pipe dev/pipe2; python3 -c "import socket; socket.socket(1).bind('dev/socket')"
            """)
    }
}

/// Compares names, kinds, targets and data. What `diff` says of special files is passed over: it finds
/// them different from each other always.
func expectSameTree(_ first: FilePath, _ second: FilePath, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let (_, output) = try run("diff -r --no-dereference '\(first)' '\(second)'")
    let lines = output.split(separator: "\n").filter { line in
        let kinds = ["character special file", "block special file", "fifo", "socket"]
        return !kinds.contains { line.contains(" is a \($0) while") && line.hasSuffix("is a \($0)") }
    }
    #expect(lines.isEmpty, sourceLocation: sourceLocation)
}
