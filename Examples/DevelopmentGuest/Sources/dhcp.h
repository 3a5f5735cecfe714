// A DHCP client that asks once and never renews (RFC 2131).
#ifndef GUEST_DHCP_H
#define GUEST_DHCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "network.h"

#define DHCP_MESSAGE_MAX 1500

enum dhcp_type { DHCP_DISCOVER = 1, DHCP_OFFER = 2, DHCP_REQUEST = 3, DHCP_ACK = 5 };

struct dhcp_reply {
    enum dhcp_type type;
    struct in_addr server;
    struct interface_settings settings;
};

// Asks for an address for the interface, which must be up, for about three
// seconds.
bool dhcp_request(const char *interface, struct interface_settings *settings);

// Reads a message of `length` bytes. Returns false unless it is a well-formed
// reply to the transaction `transaction`.
bool dhcp_parse(const uint8_t *message, size_t length, uint32_t transaction,
                struct dhcp_reply *reply);

#endif
