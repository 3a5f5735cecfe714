#include <arpa/inet.h>

#include "check.h"
#include "dhcp.h"
#include "network.h"

static bool parse(const char *text, struct interface_settings *settings) {
    char copy[256];
    strcpy(copy, text);
    return settings_parse(copy, settings);
}

static void test_settings(void) {
    struct interface_settings s;
    CHECK(parse("172.44.0.2/24:172.44.0.1:8.8.8.8:8.8.4.4:host:example.org", &s));
    CHECK_STRING(inet_ntoa(s.address), "172.44.0.2");
    CHECK_STRING(inet_ntoa(s.mask), "255.255.255.0");
    CHECK_STRING(inet_ntoa(s.gateway), "172.44.0.1");
    CHECK_STRING(inet_ntoa(s.dns[1]), "8.8.4.4");
    CHECK_STRING(s.hostname, "host");
    CHECK_STRING(s.domain, "example.org");
    CHECK(prefix_length(s.mask) == 24);
    CHECK(parse("10.0.0.1/32", &s) && prefix_length(s.mask) == 32);
    CHECK(parse("10.0.0.1/0::::h", &s) && prefix_length(s.mask) == 0 && s.gateway.s_addr == 0);
    CHECK(!parse("", &s) && !parse("10.0.0.1", &s) && !parse("10.0.0.1/33", &s));
    CHECK(!parse("10.0.0/8", &s) && !parse("10.0.0.1/x", &s) && !parse("/8", &s));
    CHECK(!parse("10.0.0.1/8:gateway", &s));
}

static void test_dhcp(void) {
    struct dhcp_reply reply;
    uint8_t message[300] = {2, 1, 6, 0, 1, 2, 3, 4};
    uint32_t transaction;
    memcpy(&transaction, message + 4, 4);
    memcpy(message + 16, (uint8_t[]){10, 0, 2, 15}, 4);
    memcpy(message + 236, (uint8_t[]){99, 130, 83, 99, 0, 53, 1, 2, 1, 4, 255, 255, 0, 0,
                                      54, 4, 10, 0, 2, 2, 3, 4, 10, 0, 2, 1,
                                      6, 8, 1, 1, 1, 1, 9, 9, 9, 9,
                                      12, 4, 'h', '\n', 'x', 'y', 255}, 43);
    CHECK(dhcp_parse(message, sizeof message, transaction, &reply));
    CHECK(reply.type == DHCP_OFFER);
    CHECK_STRING(inet_ntoa(reply.settings.address), "10.0.2.15");
    CHECK_STRING(inet_ntoa(reply.settings.gateway), "10.0.2.1");
    CHECK_STRING(inet_ntoa(reply.settings.dns[1]), "9.9.9.9");
    CHECK_STRING(inet_ntoa(reply.server), "10.0.2.2");
    CHECK_STRING(reply.settings.hostname, "h");
    CHECK(prefix_length(reply.settings.mask) == 16);
    CHECK(!dhcp_parse(message, sizeof message, transaction + 1, &reply));
    CHECK(!dhcp_parse(message, 239, transaction, &reply));
    for (size_t length = 240; length < 279; length++) {
        uint8_t cut[300]; // so that the sanitizer sees a read past the end
        memcpy(cut + sizeof cut - length, message, length);
        dhcp_parse(cut + sizeof cut - length, length, transaction, &reply);
    }
    message[273] = 250; // the host name would end outside
    CHECK(!dhcp_parse(message, sizeof message, transaction, &reply));
}

void test_network(void) {
    test_settings();
    test_dhcp();
}
