// The filesystems of the guest.
#ifndef GUEST_MOUNTS_H
#define GUEST_MOUNTS_H

#include <stdbool.h>

#include "parameters.h"

// Mounts /proc, /sys and /dev, which the rest of the guest needs.
void mounts_prepare(void);

// Makes what the program expects: /dev/shm, and /tmp if it is missing.
void mounts_finish(void);

// Mounts the entries of vfs.fstab. Returns false after the first one that
// fails, which it has reported: the real guest does not start then.
bool mounts_fstab(const struct list *fstab);

#endif
