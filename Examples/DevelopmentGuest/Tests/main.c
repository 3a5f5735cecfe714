#include "check.h"

int checks, failures;

int main(void) {
    test_cmdline();
    test_parameters();
    test_network();
    test_executable();
    printf("development guest: %d checks, %d failures\n", checks, failures);
    return failures == 0 ? 0 : 1;
}
