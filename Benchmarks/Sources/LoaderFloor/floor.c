#define _GNU_SOURCE
#include "LoaderFloor.h"

#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { max_needs = 256, table_size = 1 << 13 };

struct object {
    char *path, *strings;
    dev_t device;
    ino_t inode;
    int need_count;
    const char **needs;
    const char *soname, *rpath, *runpath;
    uint64_t seen;
};

struct state {
    struct { const char *path; struct object *object; } by_path[table_size];
    struct object *by_inode[table_size];
    const unsigned char *cache;
    size_t cache_size;
    long libraries;
    uint64_t round;
};

static uint64_t hash(const char *text) {
    uint64_t value = 0xcbf29ce484222325u;
    for (; *text; text++) value = (value ^ (unsigned char)*text) * 0x100000001b3u;
    return value ^ (value >> 32);
}

static uint64_t file_offset(const Elf64_Phdr *segments, int count, uint64_t address) {
    for (int i = 0; i < count; i++)
        if (segments[i].p_type == PT_LOAD && address >= segments[i].p_vaddr &&
            address - segments[i].p_vaddr < segments[i].p_filesz)
            return segments[i].p_offset + (address - segments[i].p_vaddr);
    return 0;
}

// Reads the dynamic section and its strings into an object; returns whether the file is for this machine.
static int read_object(int file, struct object *object) {
    static char head[4096], dynamic[8192];
    ssize_t size = pread(file, head, sizeof head, 0);
    const Elf64_Ehdr *header = (const void *)head;
    if (size < (ssize_t)sizeof *header || memcmp(header->e_ident, "\177ELF\2\1", 6) != 0) return 0;
    if (header->e_machine != EM_X86_64 || header->e_phoff + header->e_phnum * sizeof(Elf64_Phdr) > (size_t)size) return 0;
    const Elf64_Phdr *segments = (const void *)(head + header->e_phoff);
    const Elf64_Phdr *section = NULL;
    for (int i = 0; i < header->e_phnum; i++)
        if (segments[i].p_type == PT_DYNAMIC) section = &segments[i];
    if (!section) return 1;
    size = pread(file, dynamic, section->p_filesz < sizeof dynamic ? section->p_filesz : sizeof dynamic, section->p_offset);
    uint64_t needs[max_needs], strings = 0, soname = 0, rpath = 0, runpath = 0, low = UINT64_MAX, high = 0;
    int count = 0;
    for (const Elf64_Dyn *entry = (const void *)dynamic; (char *)(entry + 1) <= dynamic + size && entry->d_tag; entry++) {
        uint64_t value = entry->d_un.d_val;
        switch (entry->d_tag) {
        case DT_STRTAB: strings = file_offset(segments, header->e_phnum, value); continue;
        case DT_NEEDED: if (count < max_needs) needs[count++] = value; break;
        case DT_SONAME: soname = value; break;
        case DT_RPATH: rpath = value; break;
        case DT_RUNPATH: runpath = value; break;
        default: continue;
        }
        if (value < low) low = value;
        if (value > high) high = value;
    }
    if (high < low) return 1;
    size_t length = high - low + 256;
    char *text = malloc(length + 1);
    size = pread(file, text, length, (off_t)(strings + low));
    if (size <= (ssize_t)(high - low)) return 0;
    text[size] = 0;
    object->strings = text;
    object->needs = malloc(sizeof *object->needs * (count ? count : 1));
    object->need_count = count;
    for (int i = 0; i < count; i++) object->needs[i] = text + (needs[i] - low);
    if (soname) object->soname = text + (soname - low);
    if (rpath) object->rpath = text + (rpath - low);
    if (runpath) object->runpath = text + (runpath - low);
    return 1;
}

// The object at a path; each path is opened once.
static struct object *open_object(struct state *state, const char *path) {
    size_t slot = hash(path) % table_size;
    while (state->by_path[slot].path) {
        if (strcmp(state->by_path[slot].path, path) == 0) return state->by_path[slot].object;
        slot = (slot + 1) % table_size;
    }
    char *name = strdup(path);
    state->by_path[slot].path = name;
    int file = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return NULL;
    struct stat status;
    struct object *object = NULL;
    if (fstat(file, &status) == 0) {
        size_t other = (status.st_ino * 31 + status.st_dev) % table_size;
        while (state->by_inode[other] && (state->by_inode[other]->inode != status.st_ino || state->by_inode[other]->device != status.st_dev))
            other = (other + 1) % table_size;
        object = state->by_inode[other];
        if (!object) {
            object = calloc(1, sizeof *object);
            object->path = name;
            object->device = status.st_dev;
            object->inode = status.st_ino;
            if (read_object(file, object)) state->by_inode[other] = object;
            else { free(object); object = NULL; }
        }
    }
    close(file);
    state->by_path[slot].object = object;
    return object;
}

// The order of names in ld.so.cache: digits count as numbers.
static int compare(const char *a, const char *b) {
    while (*a) {
        int x = *a >= '0' && *a <= '9', y = *b >= '0' && *b <= '9';
        if (x && y) {
            int first = 0, second = 0;
            while (*a >= '0' && *a <= '9') first = first * 10 + *a++ - '0';
            while (*b >= '0' && *b <= '9') second = second * 10 + *b++ - '0';
            if (first != second) return first - second;
        } else if (x || y) return x ? 1 : -1;
        else if (*a != *b) return *a - *b;
        else a++, b++;
    }
    return *a - *b;
}

static const char *find_in_cache(struct state *state, const char *name) {
    struct entry { int32_t flags; uint32_t key, value, version; uint64_t capabilities; };
    if (!state->cache) {
        int file = openat(AT_FDCWD, "/etc/ld.so.cache", O_RDONLY | O_CLOEXEC);
        struct stat status;
        if (file < 0 || fstat(file, &status) != 0) return NULL;
        state->cache_size = status.st_size;
        state->cache = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        close(file);
        if (state->cache == MAP_FAILED || memcmp(state->cache, "glibc-ld.so.cache1.1", 20) != 0) return NULL;
    }
    const char *base = (const char *)state->cache;
    const struct entry *entries = (const void *)(base + 48);
    int low = 0, high = (int)*(const uint32_t *)(base + 20) - 1;
    while (low <= high) {
        int middle = (low + high) / 2, order = compare(name, base + entries[middle].key);
        if (order < 0) { low = middle + 1; continue; }
        if (order > 0) { high = middle - 1; continue; }
        while (middle > 0 && compare(name, base + entries[middle - 1].key) == 0) middle--;
        for (; middle <= high && compare(name, base + entries[middle].key) == 0; middle++)
            if (entries[middle].flags == 0x303 && !entries[middle].capabilities) return base + entries[middle].value;
        return NULL;
    }
    return NULL;
}

static struct object *search_list(struct state *state, const char *list, const char *owner, const char *name) {
    char path[4096];
    while (list && *list) {
        size_t length = strcspn(list, ":"), used = 0;
        const char *slash = strrchr(owner, '/');
        for (size_t i = 0; i < length && used < 3000;) {
            size_t token = strncmp(list + i, "$ORIGIN", 7) == 0 ? 7 : strncmp(list + i, "${ORIGIN}", 9) == 0 ? 9 : 0;
            if (token) { memcpy(path + used, owner, slash - owner); used += slash - owner; i += token; }
            else path[used++] = list[i++];
        }
        path[used++] = '/';
        strncpy(path + used, name, sizeof path - used - 1);
        path[sizeof path - 1] = 0;
        struct object *found = open_object(state, path);
        if (found) return found;
        list += length;
        if (*list == ':') list++;
    }
    return NULL;
}

static struct object *find_library(struct state *state, struct object *object, struct object *program, const char *name) {
    static const char *const defaults[] = { "/lib/x86_64-linux-gnu/", "/usr/lib/x86_64-linux-gnu/", "/lib/", "/usr/lib/" };
    struct object *found = NULL;
    if (strchr(name, '/')) return open_object(state, name);
    if (!object->runpath) {
        found = search_list(state, object->rpath, object->path, name);
        if (!found && object != program && !program->runpath) found = search_list(state, program->rpath, program->path, name);
    }
    if (!found) found = search_list(state, object->runpath, object->path, name);
    if (found) return found;
    const char *cached = find_in_cache(state, name);
    if (cached && (found = open_object(state, cached))) return found;
    for (size_t i = 0; i < 4; i++) {
        char path[4096];
        strcpy(path, defaults[i]);
        strncat(path, name, 2048);
        if ((found = open_object(state, path))) return found;
    }
    return NULL;
}

long loader_floor_resolve(const char *const *programs, size_t count) {
    struct state *state = calloc(1, sizeof *state);
    static struct object *queue[table_size];
    for (size_t i = 0; i < count; i++) {
        struct object *program = open_object(state, programs[i]);
        if (!program || program->seen) continue;
        size_t length = 1;
        queue[0] = program;
        program->seen = ++state->round;
        for (size_t next = 0; next < length; next++)
            for (int need = 0; need < queue[next]->need_count; need++) {
                const char *name = queue[next]->needs[need];
                size_t known = 0;
                while (known < length && !(queue[known]->soname && strcmp(queue[known]->soname, name) == 0)) known++;
                if (known < length) continue;
                struct object *found = find_library(state, queue[next], program, name);
                if (!found || found->seen == state->round || length == table_size) continue;
                if (!found->seen) state->libraries++;
                found->seen = state->round;
                queue[length++] = found;
            }
    }
    long libraries = state->libraries;
    for (size_t i = 0; i < table_size; i++) {
        free((void *)state->by_path[i].path);
        if (state->by_inode[i]) {
            free(state->by_inode[i]->strings);
            free(state->by_inode[i]->needs);
            free(state->by_inode[i]);
        }
    }
    if (state->cache) munmap((void *)state->cache, state->cache_size);
    free(state);
    return libraries;
}
