#define _GNU_SOURCE
#include "power.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "report.h"

#define BUTTONS 4
#define GRACE_MS 5000

// struct input_event of linux/input.h, on a machine of 64 bits.
struct input_event {
    struct timeval time;
    uint16_t type, code;
    int32_t value;
};
enum { EV_KEY = 1, KEY_POWER = 116 };

void power_prepare(void) {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
}

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_pressed(int fd) {
    struct input_event event;
    bool pressed = false;
    while (read(fd, &event, sizeof event) == sizeof event)
        if (event.type == EV_KEY && event.code == KEY_POWER && event.value == 1) pressed = true;
    return pressed;
}

// Reaps what has ended. Returns whether `child` is among them.
static bool reap(pid_t child, int *status) {
    bool ended = false;
    int one;
    for (pid_t pid; (pid = waitpid(-1, &one, WNOHANG)) > 0;)
        if (pid == child) {
            *status = one;
            ended = true;
        }
    return ended;
}

int power_wait(pid_t child) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    struct pollfd wait[1 + BUTTONS];
    for (int i = 0; i <= BUTTONS; i++) {
        char path[32];
        snprintf(path, sizeof path, "/dev/input/event%d", i - 1);
        wait[i].events = POLLIN;
        wait[i].fd = i == 0 ? signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK)
                            : open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    }
    int status = 0, presses = 0;
    int64_t deadline = 0; // of the first press
    while (!reap(child, &status)) {
        int64_t left = deadline - now_ms();
        if (presses > 0 && left <= 0) kill(child, SIGKILL);
        poll(wait, 1 + BUTTONS, presses == 0 || left <= 0 ? -1 : (int)left);
        struct signalfd_siginfo ended;
        while (read(wait[0].fd, &ended, sizeof ended) > 0) continue;
        for (int i = 1; i <= BUTTONS; i++) {
            if (wait[i].fd < 0 || !is_pressed(wait[i].fd)) continue;
            kill(child, presses == 0 ? SIGTERM : SIGKILL);
            if (presses++ > 0) continue;
            say("the power button was pressed, the program gets SIGTERM");
            deadline = now_ms() + GRACE_MS;
        }
    }
    return status;
}
