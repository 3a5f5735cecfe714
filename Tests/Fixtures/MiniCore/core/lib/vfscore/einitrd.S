#include "config.h"
.section .rodata
.globl embedded_start, embedded_end
.balign 4
embedded_start:
.incbin CONFIG_LIBVFSCORE_AUTOMOUNT_EINITRD_PATH
embedded_end:
