#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// Descriptors are first moved out of the way to numbers from here on, then put in place.
enum { scratch_base = 512 };

struct child_failure {
    int error;
    int step;
};

static int move_high(int descriptor) {
    return fcntl(descriptor, F_DUPFD_CLOEXEC, scratch_base);
}

static int place_descriptors(const struct clinux_spawn_request *request) {
    const int standard[3] = {request->standard_input, request->standard_output, request->standard_error};
    const size_t count = 3 + request->passed_descriptor_count;
    int moved[3 + 64];
    if (count > sizeof moved / sizeof moved[0]) return EMFILE;

    for (size_t i = 0; i < count; i++) {
        moved[i] = move_high(i < 3 ? standard[i] : request->passed_descriptors[i - 3]);
        if (moved[i] < 0) return errno;
    }
    for (size_t i = 0; i < count; i++) {
        if (dup2(moved[i], (int)i) < 0) return errno;
    }
    if (syscall(SYS_close_range, (unsigned int)count, ~0U, 0) != 0) {
        const long limit = sysconf(_SC_OPEN_MAX);
        for (long descriptor = (long)count; descriptor < limit; descriptor++) close((int)descriptor);
    }
    return 0;
}

static void reset_signals(void) {
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

// Runs in the child, on the parent's memory (vfork): only system calls, and failure is told by memory.
static void run_child(
    const struct clinux_spawn_request *request, pid_t parent, int niceness, struct child_failure *failure) {
    // A thread of a pool may have another niceness than its process; the child has that of the process.
    setpriority(PRIO_PROCESS, 0, niceness);
    if (request->new_session) setsid();
    else if (request->new_process_group) setpgid(0, 0);

    if (request->parent_death_signal != 0) {
        prctl(PR_SET_PDEATHSIG, request->parent_death_signal);
        if (getppid() != parent) _exit(127);
    }
    if (request->working_directory != NULL && chdir(request->working_directory) != 0) {
        *failure = (struct child_failure){errno, clinux_spawn_step_directory};
        _exit(127);
    }
    const int error = place_descriptors(request);
    if (error != 0) {
        *failure = (struct child_failure){error, clinux_spawn_step_descriptors};
        _exit(127);
    }
    reset_signals();
    execve(request->path, request->arguments, request->environment);
    *failure = (struct child_failure){errno, clinux_spawn_step_execute};
    _exit(127);
}

static struct clinux_spawn_result spawn_now(const struct clinux_spawn_request *request) {
    struct clinux_spawn_result result = {.pid = -1, .pidfd = -1};
    volatile struct child_failure failure = {0, clinux_spawn_step_none};
    const pid_t parent = getpid();
    const int niceness = getpriority(PRIO_PROCESS, (id_t)parent);

    // While the child shares our memory no handler of ours may run in it.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const pid_t pid = vfork();
    if (pid == 0) run_child(request, parent, niceness, (struct child_failure *)&failure);
    const int fork_error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);

    if (pid < 0) {
        result.error = fork_error;
        result.failed_step = clinux_spawn_step_fork;
        return result;
    }
    if (failure.step != clinux_spawn_step_none) {
        while (syscall(SYS_wait4, pid, NULL, 0, NULL) < 0 && errno == EINTR) continue;
        result.error = failure.error;
        result.failed_step = failure.step;
        return result;
    }
    const int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd < 0) {
        result.error = errno;
        result.failed_step = clinux_spawn_step_fork;
        kill(pid, SIGKILL);
        while (syscall(SYS_wait4, pid, NULL, 0, NULL) < 0 && errno == EINTR) continue;
        return result;
    }
    result.pid = pid;
    result.pidfd = pidfd;
    return result;
}

// One thread forks for everybody. A request waits in `pending` until the thread has put a result.
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static const struct clinux_spawn_request *pending;
static struct clinux_spawn_result answer;
static int answered;
static int busy;
static int thread_error;

static void *serve(void *unused) {
    (void)unused;
    pthread_mutex_lock(&mutex);
    for (;;) {
        while (pending == NULL) pthread_cond_wait(&changed, &mutex);
        const struct clinux_spawn_request *request = pending;
        pending = NULL;
        pthread_mutex_unlock(&mutex);
        const struct clinux_spawn_result result = spawn_now(request);
        pthread_mutex_lock(&mutex);
        answer = result;
        answered = 1;
        pthread_cond_broadcast(&changed);
    }
    return NULL;
}

static void start_thread(void) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    thread_error = pthread_create(&thread, NULL, serve, NULL);
    if (thread_error == 0) pthread_detach(thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct clinux_spawn_result clinux_spawn(const struct clinux_spawn_request *request) {
    pthread_once(&once, start_thread);
    if (thread_error != 0) {
        return (struct clinux_spawn_result){-1, -1, thread_error, clinux_spawn_step_thread};
    }
    pthread_mutex_lock(&mutex);
    while (busy) pthread_cond_wait(&changed, &mutex);
    busy = 1;
    answered = 0;
    pending = request;
    pthread_cond_broadcast(&changed);
    while (!answered) pthread_cond_wait(&changed, &mutex);
    const struct clinux_spawn_result result = answer;
    busy = 0;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
    return result;
}
