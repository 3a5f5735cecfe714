#include "CLinux.h"

#include <sys/xattr.h>

long clinux_llistxattr(const char *path, char *list, size_t size) {
    return llistxattr(path, list, size);
}

long clinux_lgetxattr(const char *path, const char *name, void *value, size_t size) {
    return lgetxattr(path, name, value, size);
}

int clinux_lsetxattr(const char *path, const char *name, const void *value, size_t size) {
    return lsetxattr(path, name, value, size, 0);
}
