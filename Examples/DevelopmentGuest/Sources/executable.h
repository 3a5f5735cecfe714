// Whether the guest can run a file, judged as Unikraft judges it.
#ifndef GUEST_EXECUTABLE_H
#define GUEST_EXECUTABLE_H

#include <stddef.h>

// Returns NULL if the file can be run, or the reason why not. The text may be
// written to `buffer`.
const char *executable_check(const char *path, char *buffer, size_t size);

#endif
