// Loading the kernel modules that the machine's devices need.
#ifndef GUEST_MODULES_H
#define GUEST_MODULES_H

// Loads the modules of /.guest/modules that a device of this machine wants, in
// the order of /.guest/modules/list.
void modules_load(void);

// Removes /.guest and /init, so that the program finds its own files alone.
void modules_remove(void);

#endif
