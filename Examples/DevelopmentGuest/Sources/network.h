// Interfaces, addresses and the files that name them.
#ifndef GUEST_NETWORK_H
#define GUEST_NETWORK_H

#include <netinet/in.h>
#include <stdbool.h>

#include "parameters.h"

// What one interface is given, by netdev.ip or by DHCP. Zero and "" mean: not
// given.
struct interface_settings {
    struct in_addr address, mask, gateway, dns[2];
    char hostname[256];
    char domain[256];
};

// Parses `cidr[:gw[:dns0[:dns1[:hostname[:domain]]]]]`, which it cuts up.
bool settings_parse(char *text, struct interface_settings *settings);

// The number of leading one bits of a network mask.
int prefix_length(struct in_addr mask);

// Brings up lo, and eth0 to eth3 as far as they exist: with the address that
// `list` gives, eth0 by DHCP when it gives none. Then writes /etc/hosts and
// /etc/resolv.conf, and sets the host name.
void network_start(const struct list *list);

#endif
