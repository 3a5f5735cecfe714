#define _GNU_SOURCE
#include "executable.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__x86_64__)
#define MACHINE EM_X86_64
#elif defined(__aarch64__)
#define MACHINE EM_AARCH64
#else
#error "the development guest is for x86_64 and arm64"
#endif

static bool read_at(int fd, void *buffer, size_t size, uint64_t offset) {
    return offset <= INT64_MAX && pread(fd, buffer, size, (off_t)offset) == (ssize_t)size;
}

// Looks for the interpreter that the program headers name, and whether it is
// there.
static const char *check_interpreter(int fd, const Elf64_Ehdr *header, char *buffer, size_t size) {
    for (unsigned i = 0; i < header->e_phnum; i++) {
        Elf64_Phdr segment;
        char path[PATH_MAX];
        if (!read_at(fd, &segment, sizeof segment,
                     header->e_phoff + (uint64_t)i * sizeof segment))
            return "the program headers are cut off";
        if (segment.p_type != PT_INTERP) continue;
        if (segment.p_filesz == 0 || segment.p_filesz > sizeof path ||
            !read_at(fd, path, segment.p_filesz, segment.p_offset))
            return "the name of the program interpreter is malformed";
        path[segment.p_filesz - 1] = '\0';
        if (access(path, F_OK) == 0) return NULL;
        snprintf(buffer, size, "the program interpreter %s is missing", path);
        return buffer;
    }
    return NULL;
}

static const char *check_header(int fd, char *buffer, size_t size) {
    Elf64_Ehdr header;
    if (!read_at(fd, &header, sizeof header, 0) || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
        return "not an ELF executable";
    if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != MACHINE)
        return "ELF executable is for another architecture";
    if (header.e_type == ET_EXEC) return "ELF executable is not position-independent";
    if (header.e_type != ET_DYN || header.e_phentsize != sizeof(Elf64_Phdr))
        return "not an ELF executable";
    return check_interpreter(fd, &header, buffer, size);
}

const char *executable_check(const char *path, char *buffer, size_t size) {
    struct stat status;
    if (stat(path, &status) != 0) return strerror(errno);
    if (!S_ISREG(status.st_mode)) return "not a regular file";
    if ((status.st_mode & S_IXUSR) == 0) return "Operation not permitted (no execute permission)";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return strerror(errno);
    const char *reason = check_header(fd, buffer, size);
    close(fd);
    return reason;
}
