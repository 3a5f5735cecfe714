#define _GNU_SOURCE
#include "mounts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report.h"

static void mount_special(const char *type, const char *path, const char *options) {
    mkdir(path, 0755);
    if (mount(type, path, type, 0, options) != 0) warn_errno("cannot mount %s", path);
}

void mounts_prepare(void) {
    mount_special("proc", "/proc", NULL);
    mount_special("sysfs", "/sys", NULL);
    mount_special("devtmpfs", "/dev", NULL);
}

void mounts_finish(void) {
    mount_special("tmpfs", "/dev/shm", "mode=1777");
    if (mkdir("/tmp", 01777) == 0) chmod("/tmp", 01777);
}

static bool make_directories(char *path) {
    for (char *p = path + 1;; p++) {
        if (*p != '/' && *p != '\0') continue;
        char end = *p;
        *p = '\0';
        bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *p = end;
        if (!made || end == '\0') return made;
    }
}

struct entry {
    char *device, *path, *driver, *options;
    unsigned long flags;
    bool make_path, skip;
};

static void read_options(char *text, struct entry *entry) {
    while (*text != '\0') {
        char *option = next_field(&text, ',');
        if (strcmp(option, "mkmp") == 0) entry->make_path = true;
        else if (strcmp(option, "ifinitrd0") == 0) continue; // there always is one
        else if (strcmp(option, "ifnoinitrd0") == 0) entry->skip = true;
        else if (*option != '\0') warn("vfs.fstab: unknown option \"%s\", ignored", option);
    }
}

static struct entry read_entry(char *text) {
    struct entry entry = {0};
    entry.device = next_field(&text, ':');
    entry.path = next_field(&text, ':');
    entry.driver = next_field(&text, ':');
    entry.flags = strtoul(next_field(&text, ':'), NULL, 0);
    entry.options = next_field(&text, ':');
    read_options(next_field(&text, ':'), &entry);
    return entry;
}

static bool refuse(const struct entry *entry, const char *reason) {
    report("cannot mount %s at %s: %s", entry->device, entry->path, reason);
    return false;
}

static bool mount_9p(const struct entry *entry) {
    char options[512];
    int length = snprintf(options, sizeof options, "trans=virtio,version=9p2000.L%s%s",
                          *entry->options != '\0' ? "," : "", entry->options);
    if (length >= (int)sizeof options) return refuse(entry, "the options are too long");
    if (mount(entry->device, entry->path, "9p", entry->flags, options) == 0) return true;
    int error = errno;
    if (access(entry->path, F_OK) != 0)
        return refuse(entry, "the mount point is missing (mkmp makes it)");
    if (error == ENOENT || error == ENODEV)
        return refuse(entry, "the machine has no 9p device with that tag");
    return refuse(entry, strerror(error));
}

static bool mount_virtiofs(const struct entry *entry) {
    if (mount(entry->device, entry->path, "virtiofs", entry->flags, entry->options) == 0) return true;
    int error = errno;
    if (access(entry->path, F_OK) != 0)
        return refuse(entry, "the mount point is missing (mkmp makes it)");
    if (error == EINVAL || error == ENODEV)
        return refuse(entry, "the machine has no virtiofs device with that tag");
    return refuse(entry, strerror(error));
}

static bool mount_entry(const struct entry *entry) {
    if (entry->path[0] != '/') return refuse(entry, "the mount point is not an absolute path");
    if (entry->skip) return true;
    if (entry->make_path && !make_directories(entry->path)) return refuse(entry, strerror(errno));
    bool at_root = entry->path[strspn(entry->path, "/")] == '\0';
    if (strcmp(entry->driver, "extract") == 0) // Linux has done it before this program ran
        return at_root || refuse(entry, "the development guest extracts at / only");
    if (at_root) return refuse(entry, "the development guest has its archive there");
    if (strcmp(entry->driver, "9pfs") == 0) return mount_9p(entry);
    if (strcmp(entry->driver, "virtiofs") == 0) return mount_virtiofs(entry);
    if (strcmp(entry->driver, "ramfs") == 0)
        return mount("ramfs", entry->path, "ramfs", entry->flags, NULL) == 0 ||
               refuse(entry, strerror(errno));
    return refuse(entry, "the development guest knows extract, 9pfs, virtiofs and ramfs");
}

bool mounts_fstab(const struct list *fstab) {
    for (size_t i = 0; i < fstab->count; i++) {
        struct entry entry = read_entry(fstab->item[i]);
        if (!mount_entry(&entry)) return false;
    }
    return true;
}
