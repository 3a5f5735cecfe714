// The least that finding the libraries of programs costs: for each file an openat, an fstat, a pread of its start, of
// its dynamic section and of its strings, and a close. It knows only what the machine's own programs need: glibc's
// cache, RPATH, RUNPATH and $ORIGIN. It checks little, so it is a floor and no tool.

#ifndef LOADER_FLOOR_H
#define LOADER_FLOOR_H

#include <stddef.h>

// Finds the libraries of programs. Returns the number of libraries, or -1.
long loader_floor_resolve(const char *_Nonnull const *_Nonnull programs, size_t count);

#endif
