#define _GNU_SOURCE
#include "dhcp.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#define CLIENT_PORT 68
#define SERVER_PORT 67

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int open_socket(const char *interface, uint8_t hardware[6]) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    struct sockaddr_in local = {.sin_family = AF_INET, .sin_port = htons(CLIENT_PORT)};
    struct ifreq request = {0};
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", interface);
    if (setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &(int){1}, sizeof(int)) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface, (socklen_t)strlen(interface)) != 0 ||
        bind(fd, (struct sockaddr *)&local, sizeof local) != 0 ||
        ioctl(fd, SIOCGIFHWADDR, &request) != 0) {
        close(fd);
        return -1;
    }
    memcpy(hardware, request.ifr_hwaddr.sa_data, 6);
    return fd;
}

static uint8_t *put_option(uint8_t *out, uint8_t code, const void *value, uint8_t length) {
    *out++ = code;
    *out++ = length;
    memcpy(out, value, length);
    return out + length;
}

// Sends a DISCOVER, or a REQUEST for what `offer` holds.
static void send_message(int fd, const uint8_t hardware[6], uint32_t transaction,
                         const struct dhcp_reply *offer) {
    static const uint8_t wanted[] = {1, 3, 6, 12, 15}; // mask, router, DNS, host, domain
    uint8_t message[320] = {1, 1, 6}; // a request from an Ethernet device
    memcpy(message + 4, &transaction, 4);
    message[10] = 0x80; // answer by broadcast: there is no address yet
    memcpy(message + 28, hardware, 6);
    memcpy(message + 236, (uint8_t[]){99, 130, 83, 99}, 4);
    uint8_t *out = message + 240;
    uint8_t type = offer == NULL ? DHCP_DISCOVER : DHCP_REQUEST;
    out = put_option(out, 53, &type, 1);
    out = put_option(out, 55, wanted, sizeof wanted);
    if (offer != NULL) {
        out = put_option(out, 50, &offer->settings.address, 4);
        out = put_option(out, 54, &offer->server, 4);
    }
    *out = 255;
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(SERVER_PORT)};
    server.sin_addr.s_addr = htonl(INADDR_BROADCAST);
    sendto(fd, message, sizeof message, 0, (struct sockaddr *)&server, sizeof server);
}

// Waits for a reply of type `type` until `deadline`.
static bool receive(int fd, uint32_t transaction, enum dhcp_type type, int64_t deadline,
                    struct dhcp_reply *reply) {
    uint8_t message[DHCP_MESSAGE_MAX];
    for (int64_t left; (left = deadline - now_ms()) > 0;) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (poll(&ready, 1, (int)left) <= 0) continue;
        ssize_t length = recv(fd, message, sizeof message, MSG_DONTWAIT);
        if (length > 0 && dhcp_parse(message, (size_t)length, transaction, reply) &&
            reply->type == type)
            return true;
    }
    return false;
}

bool dhcp_request(const char *interface, struct interface_settings *settings) {
    static const int waits[] = {250, 500, 1000, 1250}; // milliseconds, three seconds in all
    uint8_t hardware[6];
    struct dhcp_reply reply;
    int fd = open_socket(interface, hardware);
    if (fd < 0) return false;
    uint32_t transaction = (uint32_t)now_ms();
    getrandom(&transaction, sizeof transaction, GRND_NONBLOCK);

    bool done = false;
    for (size_t i = 0; i < sizeof waits / sizeof *waits && !done; i++) {
        int64_t deadline = now_ms() + waits[i];
        send_message(fd, hardware, transaction, NULL);
        if (!receive(fd, transaction, DHCP_OFFER, deadline, &reply)) continue;
        send_message(fd, hardware, transaction, &reply);
        done = receive(fd, transaction, DHCP_ACK, deadline, &reply);
    }
    close(fd);
    if (done) *settings = reply.settings;
    return done;
}
