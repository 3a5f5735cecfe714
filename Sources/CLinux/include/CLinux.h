// Linux system calls that Swift's Glibc module does not show: variadic functions, calls without a
// libc wrapper, and the one place where a child process is made.
//
// No system header is included here: importing <sys/stat.h> through this module would make S_IFMT
// and its kind ambiguous with Glibc's own.

#ifndef CLINUX_H
#define CLINUX_H

#include <stddef.h>
#include <stdint.h>

// openat(2). Returns the descriptor, or -1 with errno set.
int clinux_openat(int directory, const char *_Nonnull path, int flags, unsigned int mode);

// getdents64(2). Returns the bytes filled, 0 at the end, or -1 with errno set.
long clinux_getdents64(int descriptor, void *_Nonnull buffer, size_t size);

// ioctl(2) with a pointer argument. Returns the call's result, or -1 with errno set.
int clinux_ioctl(int descriptor, unsigned long request, void *_Nullable argument);

// fcntl(2) with an integer argument. Returns the call's result, or -1 with errno set.
int clinux_fcntl(int descriptor, int command, int argument);

// pipe2(2) with O_CLOEXEC. Returns 0, or -1 with errno set.
int clinux_pipe(int *_Nonnull read_end, int *_Nonnull write_end);

// pidfd_send_signal(2). Returns 0, or -1 with errno set.
int clinux_pidfd_send_signal(int pidfd, int signal);

// write(2) that returns EPIPE instead of raising SIGPIPE when the reader of a pipe is gone.
long clinux_write_without_signal(int descriptor, const void *_Nonnull bytes, size_t size);

// llistxattr(2), lgetxattr(2), lsetxattr(2): extended attributes of a name, symbolic links not followed.
long clinux_llistxattr(const char *_Nonnull path, char *_Nullable list, size_t size);
long clinux_lgetxattr(const char *_Nonnull path, const char *_Nonnull name, void *_Nullable value, size_t size);
int clinux_lsetxattr(const char *_Nonnull path, const char *_Nonnull name, const void *_Nullable value, size_t size);

// sendmsg(2) with one descriptor beside the bytes (SCM_RIGHTS, unix(7)). Returns the bytes sent, or -1 with errno set.
long clinux_send_descriptor(int socket, const void *_Nonnull bytes, size_t size, int descriptor);

// fallocate(2) with FALLOC_FL_PUNCH_HOLE: takes the space of a part of a file away; the file keeps its length.
// Returns 0, or -1 with errno set.
int clinux_punch_hole(int descriptor, int64_t offset, int64_t size);

// How many processors the calling thread may run on (sched_getaffinity(2)); at least 1.
int clinux_processor_count(void);
// setns(2): moves the calling thread into the namespace of an open file. Returns 0, or -1 with errno set.
int clinux_setns(int descriptor, int kind);

// What a child process gets. Descriptors are numbers of the calling process.
struct clinux_spawn_request {
    const char *_Nonnull path;                          // file to execute, no PATH look-up
    char *_Nullable const *_Nonnull arguments;          // NULL-terminated, with argv[0]
    char *_Nullable const *_Nonnull environment;        // NULL-terminated
    const char *_Nullable working_directory;            // NULL: the caller's
    int standard_input, standard_output, standard_error;
    const int *_Nullable passed_descriptors;            // become 3, 4, … in the child
    size_t passed_descriptor_count;
    int new_process_group;                              // non-zero: setpgid(0, 0)
    int new_session;                                    // non-zero: setsid()
    int parent_death_signal;                            // 0: none; sent when this process dies
};

// Where a spawn failed.
enum clinux_spawn_step {
    clinux_spawn_step_none = 0,
    clinux_spawn_step_thread,
    clinux_spawn_step_fork,
    clinux_spawn_step_directory,
    clinux_spawn_step_descriptors,
    clinux_spawn_step_execute,
};

struct clinux_spawn_result {
    int pid;
    int pidfd;          // close-on-exec
    int error;          // errno, 0 on success
    int failed_step;    // enum clinux_spawn_step
};

// Starts a process. Every descriptor that is not named in the request is closed in the child, every
// signal has its default action there and none is blocked.
//
// The fork is made by one thread that lives as long as this process, because the kernel sends the
// parent-death signal when the *thread* that forked ends, and threads of a pool come and go.
struct clinux_spawn_result clinux_spawn(const struct clinux_spawn_request *_Nonnull request);

#endif
