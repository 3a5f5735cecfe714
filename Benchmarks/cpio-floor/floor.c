// The floor for packing a directory as a newc archive: only the system calls that the work needs, one
// thread, one buffer, no order, no checks. It is a yardstick, not a tool.
//
//     cpio-floor DIRECTORY ARCHIVE          (compare-cpio compiles it)
//     cpio-floor DIRECTORY ARCHIVE halves   two processes, each with half of the top level and its own output
//
// With `halves` the output is no archive. It shows what the machine asks for when both of its processors are
// busy, with nothing shared and nobody waiting: caches, memory and a host that has other guests.
//
// For each file openat, fstat, read, close; for each directory openat, getdents64, close; headers are
// made by hand; one write for each full buffer.

#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { capacity = 1 << 20 };

static char buffer[capacity];
static size_t filled;
static int output;
static uint32_t inode;
static char path[1 << 16];
static int half = -1;
static unsigned top;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void flush(void) {
    for (size_t done = 0; done < filled;) {
        ssize_t count = write(output, buffer + done, filled - done);
        if (count < 0) fail("write");
        done += (size_t)count;
    }
    filled = 0;
}

static void room(size_t length) {
    if (capacity - filled < length) flush();
}

static char *hex(char *place, uint32_t value) {
    for (int shift = 28; shift >= 0; shift -= 4) *place++ = "0123456789ABCDEF"[(value >> shift) & 15];
    return place;
}

static void pad(size_t length) {
    while (length++ % 4) buffer[filled++] = 0;
}

static void header(const struct stat *status, const char *name, size_t name_length, uint32_t size) {
    room(110 + name_length + 8);
    char *place = buffer + filled;
    memcpy(place, "070701", 6);
    place = hex(place + 6, ++inode);
    place = hex(place, status->st_mode);
    place = hex(place, 0);
    place = hex(place, 0);
    place = hex(place, S_ISDIR(status->st_mode) ? 2 : 1);
    place = hex(place, 0);
    place = hex(place, size);
    for (int field = 0; field < 4; field++) place = hex(place, 0);
    place = hex(place, (uint32_t)name_length + 1);
    place = hex(place, 0);
    memcpy(place, name, name_length + 1);
    filled += 110 + name_length + 1;
    pad(110 + name_length + 1);
}

static void pack_file(int directory, const char *name, size_t length) {
    int file = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat status;
    if (file < 0 || fstat(file, &status) < 0) fail(path);
    header(&status, path, length, (uint32_t)status.st_size);
    for (off_t rest = status.st_size; rest > 0;) {
        if (filled == capacity) flush();
        size_t part = capacity - filled < (size_t)rest ? capacity - filled : (size_t)rest;
        ssize_t count = read(file, buffer + filled, part);
        if (count <= 0) fail(path);
        filled += (size_t)count;
        rest -= count;
    }
    room(4);
    pad((size_t)status.st_size);
    close(file);
}

static void pack_link(int directory, const char *name, size_t length) {
    struct stat status;
    char target[4096];
    ssize_t count = readlinkat(directory, name, target, sizeof target);
    if (count < 0 || fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) < 0) fail(path);
    header(&status, path, length, (uint32_t)count);
    room((size_t)count + 4);
    memcpy(buffer + filled, target, (size_t)count);
    filled += (size_t)count;
    pad((size_t)count);
}

static void pack_directory(int directory, size_t length) {
    size_t size = 64 << 10, used = 0;
    char *names = malloc(size);
    for (;;) {
        if (size - used < (32 << 10)) names = realloc(names, size *= 2);
        long count = syscall(SYS_getdents64, directory, names + used, size - used);
        if (count < 0) fail(path);
        if (count == 0) break;
        used += (size_t)count;
    }
    for (size_t place = 0; place < used;) {
        struct dirent64 *entry = (struct dirent64 *)(names + place);
        place += entry->d_reclen;
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        if (half >= 0 && length == 0 && top++ % 2 != (unsigned)half) continue;
        size_t name_length = strlen(entry->d_name);
        memcpy(path + length, entry->d_name, name_length + 1);
        if (entry->d_type == DT_DIR) {
            int child = openat(directory, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            struct stat status;
            if (child < 0 || fstat(child, &status) < 0) fail(path);
            header(&status, path, length + name_length, 0);
            path[length + name_length] = '/';
            pack_directory(child, length + name_length + 1);
            close(child);
        } else if (entry->d_type == DT_LNK) {
            pack_link(directory, entry->d_name, length + name_length);
        } else {
            pack_file(directory, entry->d_name, length + name_length);
        }
    }
    free(names);
}

int main(int count, char **arguments) {
    int is_halved = count == 4 && !strcmp(arguments[3], "halves");
    if (count != 3 && !is_halved) return fprintf(stderr, "usage: cpio-floor DIRECTORY ARCHIVE [halves]\n"), 2;
    char second[4096];
    snprintf(second, sizeof second, "%s.half", arguments[2]);
    pid_t child = is_halved ? fork() : -1;
    if (is_halved) half = child == 0;
    int root = open(arguments[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    output = open(half == 1 ? second : arguments[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (root < 0 || output < 0) fail(arguments[root < 0 ? 1 : 2]);
    pack_directory(root, 0);
    struct stat end = {.st_mode = 0};
    inode = UINT32_MAX;
    header(&end, "TRAILER!!!", 10, 0);
    flush();
    int status = 0;
    if (half == 0 && (waitpid(child, &status, 0) < 0 || status != 0)) return 1;
    return 0;
}
