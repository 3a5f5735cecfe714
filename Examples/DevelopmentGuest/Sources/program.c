#define _GNU_SOURCE
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "executable.h"
#include "power.h"
#include "report.h"

static void set_environment(const struct list *variables) {
    clearenv();
    setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
    setenv("HOME", "/", 1);
    for (size_t i = 0; i < variables->count; i++)
        if (strchr(variables->item[i], '=') == NULL || putenv(variables->item[i]) != 0)
            warn("env.vars: \"%s\" is not NAME=VALUE, ignored", variables->item[i]);
}

// Looks for a name without `/` or `.` in front in PATH, as app-elfloader does.
static const char *find_program(const char *name, char *buffer, size_t size) {
    const char *path = getenv("PATH");
    if (*name == '/' || *name == '.' || path == NULL) return name;
    while (path != NULL) {
        struct stat status;
        const char *end = strchr(path, ':');
        int length = end == NULL ? (int)strlen(path) : (int)(end - path);
        snprintf(buffer, size, "%.*s/%s", length, path, name);
        if (stat(buffer, &status) == 0 && S_ISREG(status.st_mode)) return buffer;
        path = end == NULL ? NULL : end + 1;
    }
    return name;
}

// The child: never returns.
static void start(const char *path, char **arguments, int failure) {
    extern char **environ;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    // app-elfloader passes the last component of the path as argv[0].
    char *slash = strrchr(arguments[0], '/');
    if (slash != NULL && slash[1] != '\0') arguments[0] = slash + 1;
    execve(path, arguments, environ);
    int error = errno;
    ssize_t written = write(failure, &error, sizeof error);
    _exit(written > 0 ? 127 : 126);
}

void program_run(const struct parameters *parameters) {
    char **arguments = parameters->program;
    char buffer[PATH_MAX], reason[PATH_MAX + 64];
    if (arguments[0] == NULL) {
        report("cannot run (nothing): the command line names no program");
        return;
    }
    set_environment(&parameters->variables);
    const char *directory = getenv("PWD");
    const char *name = arguments[0];
    if (directory != NULL && chdir(directory) != 0) {
        report("cannot run %s: working directory %s: %s", name, directory, strerror(errno));
        return;
    }
    const char *path = find_program(name, buffer, sizeof buffer);
    const char *problem = executable_check(path, reason, sizeof reason);
    int channel[2], error = 0;
    report_banner();
    if (problem == NULL && pipe2(channel, O_CLOEXEC) != 0) problem = strerror(errno);
    if (problem != NULL) {
        report("cannot run %s: %s", name, problem);
        return;
    }
    pid_t child = fork();
    if (child == 0) start(path, arguments, channel[1]);
    close(channel[1]);
    if (child < 0) {
        report("cannot run %s: %s", name, strerror(errno));
    } else if (read(channel[0], &error, sizeof error) == sizeof error) {
        report("cannot run %s: %s", name, strerror(error));
    } else {
        report_status(power_wait(child));
    }
    kill(-1, SIGKILL);
}
