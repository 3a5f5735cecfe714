#define _GNU_SOURCE
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <net/route.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "dhcp.h"
#include "report.h"

static struct ifreq request_for(const char *name) {
    struct ifreq request = {0};
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
    return request;
}

static bool is_present(int fd, const char *name) {
    struct ifreq request = request_for(name);
    return ioctl(fd, SIOCGIFFLAGS, &request) == 0;
}

static bool bring_up(int fd, const char *name) {
    struct ifreq request = request_for(name);
    request.ifr_flags = IFF_UP;
    return ioctl(fd, SIOCSIFFLAGS, &request) == 0;
}

// Waits, half a second at most, until the interface has a carrier: what is sent
// before is lost. (IFF_RUNNING may come a second later than that.)
static void wait_for_carrier(const char *name) {
    char path[64], state = '0';
    snprintf(path, sizeof path, "/sys/class/net/%s/carrier", name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    for (int i = 0; fd >= 0 && i < 250; i++) {
        if (pread(fd, &state, 1, 0) == 1 && state == '1') break;
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    }
    if (fd >= 0) close(fd);
}

static bool set_address(int fd, const char *name, unsigned long what, struct in_addr address) {
    struct ifreq request = request_for(name);
    memcpy(&request.ifr_addr,
           &(struct sockaddr_in){.sin_family = AF_INET, .sin_addr = address},
           sizeof(struct sockaddr_in));
    return ioctl(fd, (int)what, &request) == 0;
}

static bool add_default_route(int fd, char *name, struct in_addr gateway) {
    struct rtentry route = {.rt_flags = RTF_UP | RTF_GATEWAY, .rt_dev = name};
    route.rt_dst.sa_family = AF_INET;
    route.rt_genmask.sa_family = AF_INET;
    memcpy(&route.rt_gateway,
           &(struct sockaddr_in){.sin_family = AF_INET, .sin_addr = gateway},
           sizeof(struct sockaddr_in));
    return ioctl(fd, SIOCADDRT, &route) == 0 || errno == EEXIST;
}

static void apply(int fd, char *name, const struct interface_settings *settings,
                  const char *source) {
    char address[INET_ADDRSTRLEN], gateway[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &settings->address, address, sizeof address);
    inet_ntop(AF_INET, &settings->gateway, gateway, sizeof gateway);
    if (!set_address(fd, name, SIOCSIFADDR, settings->address) ||
        !set_address(fd, name, SIOCSIFNETMASK, settings->mask)) {
        warn_errno("%s: cannot set address %s", name, address);
        return;
    }
    bool routed = settings->gateway.s_addr != 0;
    if (routed && !add_default_route(fd, name, settings->gateway))
        warn_errno("%s: cannot set gateway %s", name, gateway);
    say("%s: %s/%d%s%s from %s", name, address, prefix_length(settings->mask),
        routed ? " gateway " : "", routed ? gateway : "", source);
}

// Replaces a file of the root filesystem, which may be a link.
static FILE *replace_file(const char *path) {
    mkdir("/etc", 0755);
    unlink(path);
    FILE *file = fopen(path, "we");
    if (file == NULL) warn_errno("cannot write %s", path);
    return file;
}

// What the generator of Unikraft's app-elfloader (autogen/etc.c) writes.
static void write_files(const struct interface_settings *settings, size_t count) {
    FILE *hosts = replace_file("/etc/hosts");
    FILE *resolver = replace_file("/etc/resolv.conf");
    const char *domain = NULL;
    char text[INET_ADDRSTRLEN];
    if (hosts != NULL) fprintf(hosts, "127.0.0.1\tlocalhost\n");
    for (size_t i = 0; i < count; i++) {
        const struct interface_settings *s = &settings[i];
        if (s->address.s_addr == 0) continue;
        for (int n = 0; n < 2; n++)
            if (resolver != NULL && s->dns[n].s_addr != 0)
                fprintf(resolver, "nameserver %s\n", inet_ntop(AF_INET, &s->dns[n], text, sizeof text));
        if (domain == NULL && *s->domain != '\0') domain = s->domain;
        if (*s->hostname == '\0') continue;
        if (sethostname(s->hostname, strlen(s->hostname)) != 0)
            warn_errno("cannot set host name %s", s->hostname);
        inet_ntop(AF_INET, &s->address, text, sizeof text);
        if (hosts != NULL && *s->domain != '\0')
            fprintf(hosts, "%s\t%s %s.%s\n", text, s->hostname, s->hostname, s->domain);
        else if (hosts != NULL)
            fprintf(hosts, "%s\t%s\n", text, s->hostname);
    }
    if (resolver != NULL && domain != NULL)
        fprintf(resolver, "search %s\ndomain %s\n", domain, domain);
    if (hosts != NULL) fclose(hosts);
    if (resolver != NULL) fclose(resolver);
}

void network_start(const struct list *list) {
    static struct interface_settings settings[NETDEV_MAX];
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        warn_errno("cannot open a socket, no network");
        return;
    }
    for (size_t i = 0; i < NETDEV_MAX; i++) {
        char name[8] = "eth0";
        name[3] = (char)('0' + i);
        bool present = is_present(fd, name);
        bool given = i < list->count;
        if (given && !settings_parse(list->item[i], &settings[i])) {
            warn("%s: netdev.ip is not cidr[:gw[:dns0[:dns1[:hostname[:domain]]]]]", name);
            given = false;
        }
        if (given && !present) warn("%s: netdev.ip is given, and there is no such device", name);
        if (!present) continue;
        if (!bring_up(fd, name)) warn_errno("%s: cannot bring it up", name);
        wait_for_carrier(name);
        if (given)
            apply(fd, name, &settings[i], "netdev.ip");
        else if (i == 0 && dhcp_request(name, &settings[i]))
            apply(fd, name, &settings[i], "DHCP");
        else if (i == 0)
            warn("%s: no answer from a DHCP server, no address", name);
    }
    if (!bring_up(fd, "lo")) warn_errno("lo: cannot bring it up");
    close(fd);
    write_files(settings, NETDEV_MAX);
}
