#define _GNU_SOURCE
#include "modules.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "report.h"

#define MODULES "/.guest/modules"
#define VIRTIO_VENDOR 0x1af4

// The PCI device numbers of a class of devices: transitional, and modern.
static struct {
    const char *name;
    unsigned transitional, modern;
    bool wanted;
} classes[] = {
    {"always", 0, 0, true},       {"virtio", 0, 0, false},
    {"net", 0x1000, 0x1041, false}, {"block", 0x1001, 0x1042, false},
    {"console", 0x1003, 0x1043, false}, {"rng", 0x1005, 0x1044, false},
    {"9p", 0x1009, 0x1049, false}, {"virtiofs", 0, 0x105a, false},
};
enum { ALWAYS, VIRTIO, CLASSES = sizeof classes / sizeof *classes };

static unsigned read_number(const char *device, const char *attribute) {
    char path[512], content[32];
    snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/%s", device, attribute);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t length = read(fd, content, sizeof content - 1);
    close(fd);
    content[length > 0 ? length : 0] = '\0';
    return (unsigned)strtoul(content, NULL, 0);
}

static void find_devices(void) {
    DIR *directory = opendir("/sys/bus/pci/devices");
    if (directory == NULL) return;
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (entry->d_name[0] == '.' || read_number(entry->d_name, "vendor") != VIRTIO_VENDOR)
            continue;
        unsigned number = read_number(entry->d_name, "device");
        classes[VIRTIO].wanted = true;
        for (int i = VIRTIO + 1; i < CLASSES; i++)
            if (number == classes[i].transitional || number == classes[i].modern)
                classes[i].wanted = true;
    }
    closedir(directory);
}

// Whether a machine wants a module of these classes, `a,b,c`.
static bool wanted(char *names) {
    char *rest = NULL;
    for (char *name = strtok_r(names, ",", &rest); name; name = strtok_r(NULL, ",", &rest))
        for (int i = 0; i < CLASSES; i++)
            if (classes[i].wanted && strcmp(classes[i].name, name) == 0) return true;
    return false;
}

void modules_load(void) {
    FILE *list = fopen(MODULES "/list", "re");
    if (list == NULL) {
        warn_errno("cannot read " MODULES "/list");
        return;
    }
    find_devices();
    char line[256];
    while (fgets(line, sizeof line, list) != NULL) {
        char names[128], file[128], path[160];
        if (sscanf(line, "%127s %127s", names, file) != 2 || !wanted(names)) continue;
        snprintf(path, sizeof path, MODULES "/%s", file);
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || (syscall(SYS_finit_module, fd, "", 0) != 0 && errno != EEXIST))
            warn_errno("cannot load module %s", file);
        if (fd >= 0) close(fd);
    }
    fclose(list);
}

void modules_remove(void) {
    DIR *directory = opendir(MODULES);
    if (directory != NULL) {
        for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
            unlinkat(dirfd(directory), entry->d_name, 0);
        closedir(directory);
    }
    char target[32] = "";
    if (readlink("/init", target, sizeof target - 1) > 0 && strcmp(target, ".guest/init") == 0)
        unlink("/init");
    rmdir(MODULES);
    unlink("/.guest/init");
    rmdir("/.guest");
}
