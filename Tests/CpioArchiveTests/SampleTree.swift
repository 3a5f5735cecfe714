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
}
