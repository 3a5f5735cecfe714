// Checks that print what went wrong and go on.
#ifndef GUEST_CHECK_H
#define GUEST_CHECK_H

#include <stdio.h>
#include <string.h>

extern int checks, failures;

#define CHECK(condition)                                                       \
    do {                                                                       \
        checks++;                                                              \
        if (!(condition)) {                                                    \
            failures++;                                                        \
            printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);     \
        }                                                                      \
    } while (0)

#define CHECK_STRING(actual, expected)                                         \
    do {                                                                       \
        const char *actual_ = (actual), *expected_ = (expected);               \
        checks++;                                                              \
        if (actual_ == NULL || strcmp(actual_, expected_) != 0) {              \
            failures++;                                                        \
            printf("%s:%d: %s is <%s>, not <%s>\n", __FILE__, __LINE__,        \
                   #actual, actual_ == NULL ? "(null)" : actual_, expected_);  \
        }                                                                      \
    } while (0)

void test_cmdline(void);
void test_parameters(void);
void test_network(void);
void test_executable(void);

#endif
