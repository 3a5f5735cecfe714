// The program that the guest exists for.
#ifndef GUEST_PROGRAM_H
#define GUEST_PROGRAM_H

#include "parameters.h"

// Runs `parameters->program` as a child, and returns when it has ended, or
// could not start. What happened has been reported then.
void program_run(const struct parameters *parameters);

#endif
