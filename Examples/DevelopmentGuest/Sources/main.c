// The first process of the development guest: a Linux kernel that takes the
// command line of a Unikraft guest. See README.md.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/klog.h>
#include <unistd.h>

#include "modules.h"
#include "mounts.h"
#include "network.h"
#include "parameters.h"
#include "power.h"
#include "program.h"
#include "report.h"

#define CONSOLE_ERRORS_ONLY 4

static void warn_parameter(const char *parameter, const char *reason) {
    warn("parameter %s %s", parameter, reason);
}

static bool read_text(char *text) {
    static char line[TEXT_MAX];
    int fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, line, sizeof line - 1);
    if (fd >= 0) close(fd);
    if (length < 0) return false;
    // Linux ends the file with a line feed that is not part of the line.
    if (length > 0 && line[length - 1] == '\n') length--;
    line[length] = '\0';
    return cmdline_find_text(line, text);
}

int main(void) {
    static char text[TEXT_MAX];
    static struct tokens tokens;
    static struct parameters parameters;

    klogctl(8, NULL, CONSOLE_ERRORS_ONLY);
    power_prepare();
    mounts_prepare();
    if (!read_text(text))
        warn("the kernel's command line holds neither -- nor unikraft.text=");
    cmdline_split(text, &tokens);
    if (tokens.overflow)
        warn("the command line is too long for the guest's 60 tokens: "
             "the last one takes the rest of it, quotes and all");
    parameters_read(&tokens, &parameters, warn_parameter);
    modules_load();
    modules_remove();
    if (mounts_fstab(&parameters.fstab)) {
        mounts_finish();
        network_start(&parameters.netdev);
        program_run(&parameters);
    }
    power_off();
}
