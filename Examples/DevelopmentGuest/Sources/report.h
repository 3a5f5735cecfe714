// What the guest says on the serial line. Every line starts with `[guest] `,
// except the banner.
#ifndef GUEST_REPORT_H
#define GUEST_REPORT_H

#include <stdbool.h>

#define PRINTF_LIKE __attribute__((format(printf, 1, 2)))

void say(const char *format, ...) PRINTF_LIKE;  // [guest] ...
void warn(const char *format, ...) PRINTF_LIKE; // [guest] warning: ...
void warn_errno(const char *format, ...) PRINTF_LIKE;

// The line that tells that the program starts now.
void report_banner(void);

// The one report line of a run, at the start of a line of its own. The first
// call wins, later ones say nothing.
void report(const char *format, ...) PRINTF_LIKE;

// The report of a program that ended with `status` (as waitpid gives it).
void report_status(int status);

// Sends what is still buffered, and turns the machine off.
_Noreturn void power_off(void);

#endif
