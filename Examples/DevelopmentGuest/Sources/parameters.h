// Unikraft's library parameters, and the program that stands after them.
#ifndef GUEST_PARAMETERS_H
#define GUEST_PARAMETERS_H

#include "cmdline.h"

#define FSTAB_MAX 16
#define NETDEV_MAX 4
#define VARIABLES_MAX 8 // entries of env.vars

struct list {
    char *item[FSTAB_MAX];
    size_t count;
    size_t limit;
};

struct parameters {
    struct list fstab;     // vfs.fstab
    struct list netdev;    // netdev.ip
    struct list variables; // env.vars
    char **program;        // program and arguments, NULL-terminated
};

// Is told about each parameter that is ignored; `reason` is a phrase.
typedef void (*parameter_warning)(const char *parameter, const char *reason);

// Reads `tokens`. What stands before the first `--` that is not the first
// token and not inside a list is parameters; without such a `--` everything is
// program and arguments, as in lib/ukboot of Unikraft. The result points into
// `tokens`, whose strings it may shorten.
void parameters_read(struct tokens *tokens, struct parameters *parameters,
                     parameter_warning warn);

// Cuts the next field off `*rest` at `separator`, as Unikraft's uk_nextarg
// does. Returns "" when there is none left.
char *next_field(char **rest, char separator);

#endif
