// Waiting for the program, and for the power button.
#ifndef GUEST_POWER_H
#define GUEST_POWER_H

#include <sys/types.h>

// Blocks SIGCHLD, so that power_wait misses no child. Call it first of all.
void power_prepare(void);

// Waits until `child` has ended and returns its status; reaps every other
// process that ends before. The power button (`system_powerdown` in QEMU) sends
// the child SIGTERM, and SIGKILL five seconds later or when pressed again.
int power_wait(pid_t child);

#endif
