#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network.h"

static bool parse_address(const char *text, struct in_addr *address) {
    return *text == '\0' || inet_pton(AF_INET, text, address) == 1;
}

bool settings_parse(char *text, struct interface_settings *settings) {
    memset(settings, 0, sizeof *settings);
    char *address = next_field(&text, ':');
    char *slash = strchr(address, '/');
    if (slash == NULL) return false;
    *slash = '\0';

    char *end;
    unsigned long bits = strtoul(slash + 1, &end, 10);
    if (end == slash + 1 || *end != '\0' || bits > 32 || *address == '\0') return false;
    settings->mask.s_addr = bits == 0 ? 0 : htonl(0xffffffffu << (32 - bits));

    if (!parse_address(address, &settings->address) ||
        !parse_address(next_field(&text, ':'), &settings->gateway) ||
        !parse_address(next_field(&text, ':'), &settings->dns[0]) ||
        !parse_address(next_field(&text, ':'), &settings->dns[1]))
        return false;
    snprintf(settings->hostname, sizeof settings->hostname, "%s", next_field(&text, ':'));
    snprintf(settings->domain, sizeof settings->domain, "%s", next_field(&text, ':'));
    return true;
}

int prefix_length(struct in_addr mask) {
    int bits = 0;
    for (uint32_t left = ntohl(mask.s_addr); left & 0x80000000u; left <<= 1) bits++;
    return bits;
}
