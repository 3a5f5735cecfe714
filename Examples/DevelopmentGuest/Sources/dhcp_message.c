#include <arpa/inet.h>
#include <string.h>

#include "dhcp.h"

// Offsets in a message (RFC 2131, section 2).
enum { OP = 0, XID = 4, YIADDR = 16, COOKIE = 236, OPTIONS = 240 };
static const uint8_t cookie[] = {99, 130, 83, 99};

static void copy_address(struct in_addr *address, const uint8_t *value, size_t length) {
    if (length >= 4) memcpy(&address->s_addr, value, 4);
}

static void copy_name(char *name, const uint8_t *value, size_t length) {
    memcpy(name, value, length); // at most 255 bytes, the room is 256
    name[length] = '\0';
    for (char *p = name; *p != '\0'; p++)
        if (*p <= ' ' || *p == 0x7f) *p = '\0'; // goes into files, so one word
}

static void read_option(uint8_t code, const uint8_t *value, size_t length,
                        struct dhcp_reply *reply) {
    struct interface_settings *settings = &reply->settings;
    switch (code) {
    case 1: copy_address(&settings->mask, value, length); break;
    case 3: copy_address(&settings->gateway, value, length); break;
    case 6:
        copy_address(&settings->dns[0], value, length);
        if (length >= 8) copy_address(&settings->dns[1], value + 4, 4);
        break;
    case 12: copy_name(settings->hostname, value, length); break;
    case 15: copy_name(settings->domain, value, length); break;
    case 53:
        if (length == 1) reply->type = (enum dhcp_type)value[0];
        break;
    case 54: copy_address(&reply->server, value, length); break;
    }
}

bool dhcp_parse(const uint8_t *message, size_t length, uint32_t transaction,
                struct dhcp_reply *reply) {
    memset(reply, 0, sizeof *reply);
    if (length < OPTIONS || message[OP] != 2 || memcmp(message + COOKIE, cookie, 4) != 0 ||
        memcmp(message + XID, &transaction, 4) != 0)
        return false;
    memcpy(&reply->settings.address.s_addr, message + YIADDR, 4);
    for (size_t i = OPTIONS; i < length && message[i] != 255;) {
        uint8_t code = message[i++];
        if (code == 0) continue; // padding
        if (i == length || message[i] > length - i - 1) return false;
        read_option(code, message + i + 1, message[i], reply);
        i += 1u + message[i];
    }
    if (reply->settings.mask.s_addr == 0) reply->settings.mask.s_addr = htonl(0xffffff00u);
    return reply->settings.address.s_addr != 0;
}
