#define _GNU_SOURCE
#include "report.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/reboot.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static const struct {
    int number;
    const char *name;
} signals[] = {
    {SIGHUP, "SIGHUP"},   {SIGINT, "SIGINT"},       {SIGQUIT, "SIGQUIT"}, {SIGILL, "SIGILL"},
    {SIGTRAP, "SIGTRAP"}, {SIGABRT, "SIGABRT"},     {SIGBUS, "SIGBUS"},   {SIGFPE, "SIGFPE"},
    {SIGKILL, "SIGKILL"}, {SIGUSR1, "SIGUSR1"},     {SIGSEGV, "SIGSEGV"}, {SIGUSR2, "SIGUSR2"},
    {SIGPIPE, "SIGPIPE"}, {SIGALRM, "SIGALRM"},     {SIGTERM, "SIGTERM"}, {SIGSYS, "SIGSYS"},
    {SIGXCPU, "SIGXCPU"}, {SIGVTALRM, "SIGVTALRM"}, {SIGPROF, "SIGPROF"}, {SIGXFSZ, "SIGXFSZ"},
};

static void print_line(const char *prefix, const char *format, va_list arguments, int error) {
    char line[1024];
    int used = snprintf(line, sizeof line, "[guest] %s", prefix);
    used += vsnprintf(line + used, sizeof line - (size_t)used, format, arguments);
    if (used >= (int)sizeof line) used = (int)sizeof line - 1;
    if (error != 0) dprintf(STDOUT_FILENO, "%s: %s\n", line, strerror(error));
    else dprintf(STDOUT_FILENO, "%s\n", line);
}

void say(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    print_line("", format, arguments, 0);
    va_end(arguments);
}

void warn(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    print_line("warning: ", format, arguments, 0);
    va_end(arguments);
}

void warn_errno(const char *format, ...) {
    int error = errno;
    va_list arguments;
    va_start(arguments, format);
    print_line("warning: ", format, arguments, error);
    va_end(arguments);
}

void report_banner(void) {
    struct utsname name;
    uname(&name);
    dprintf(STDOUT_FILENO, "Powered by Linux (development guest) %s\n", name.release);
}

// Ends a line that the program left open. The terminal knows its column: with
// ONOCR a carriage return at column 0 is not sent, with OCRNL any other one
// becomes a line feed.
static void start_line(void) {
    struct termios saved, settings;
    if (tcgetattr(STDOUT_FILENO, &saved) != 0) return;
    settings = saved;
    settings.c_oflag |= OPOST | ONLCR | ONOCR | OCRNL | ONLRET;
    tcsetattr(STDOUT_FILENO, TCSADRAIN, &settings);
    dprintf(STDOUT_FILENO, "\r");
    saved.c_oflag |= OPOST | ONLCR;
    tcsetattr(STDOUT_FILENO, TCSADRAIN, &saved);
}

void report(const char *format, ...) {
    static bool done;
    if (done) return;
    done = true;
    start_line();
    va_list arguments;
    va_start(arguments, format);
    print_line("", format, arguments, 0);
    va_end(arguments);
}

void report_status(int status) {
    if (WIFEXITED(status)) {
        report("exit status %d", WEXITSTATUS(status));
        return;
    }
    int number = WTERMSIG(status);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (signals[i].number == number) {
            report("killed by signal %d (%s)", number, signals[i].name);
            return;
        }
    report("killed by signal %d (SIG%d)", number, number);
}

_Noreturn void power_off(void) {
    tcdrain(STDOUT_FILENO);
    klogctl(8, NULL, 1); // console: emergencies only
    sync();
    for (;;) {
        reboot(RB_POWER_OFF);
        pause();
    }
}
