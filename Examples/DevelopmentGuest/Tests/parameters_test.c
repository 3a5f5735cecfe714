#include "check.h"
#include "parameters.h"

static struct tokens tokens;
static struct parameters parameters;
static int warnings;

static void count_warning(const char *parameter, const char *reason) {
    (void)parameter;
    (void)reason;
    warnings++;
}

static void read_line(const char *text) {
    warnings = 0;
    cmdline_split(text, &tokens);
    parameters_read(&tokens, &parameters, count_warning);
}

static void test_program(void) {
    read_line("/prog a b");
    CHECK_STRING(parameters.program[0], "/prog");
    CHECK_STRING(parameters.program[2], "b");
    CHECK(parameters.program[3] == NULL && warnings == 0);

    read_line("-- /prog"); // without parameters, -- is the program
    CHECK_STRING(parameters.program[0], "--");
    CHECK_STRING(parameters.program[1], "/prog");

    read_line("vfs.fstab=[ ] -- /prog -- x");
    CHECK_STRING(parameters.program[0], "/prog");
    CHECK_STRING(parameters.program[1], "--");
    CHECK(parameters.fstab.count == 0 && warnings == 0);

    read_line("/prog a -- b"); // taken for parameters, as the guest does
    CHECK_STRING(parameters.program[0], "b");
    CHECK(warnings == 2);

    read_line("a.b=[ -- ] -- /prog"); // inside a list, -- is a value
    CHECK_STRING(parameters.program[0], "/prog");
    read_line("vfs.fstab=[ never closed -- /prog");
    CHECK_STRING(parameters.program[0], "vfs.fstab=[");

    read_line("");
    CHECK(parameters.program[0] == NULL);
    read_line("env.vars=A=1 --");
    CHECK(parameters.program[0] == NULL && parameters.variables.count == 1);
}

static void test_values(void) {
    read_line("vfs.fstab=[ \"initrd0:/:extract:::\" \"fs1:/mnt:9pfs:1::mkmp\" ] "
              "netdev.ip=10.0.2.15/24:10.0.2.2 netdev.ip=10.0.3.15/24 "
              "env.vars=[ \"A=1\" \"B=two words\" ] -- /prog");
    CHECK(parameters.fstab.count == 2 && parameters.netdev.count == 2);
    CHECK_STRING(parameters.fstab.item[1], "fs1:/mnt:9pfs:1::mkmp");
    CHECK_STRING(parameters.netdev.item[1], "10.0.3.15/24");
    CHECK_STRING(parameters.variables.item[1], "B=two words");
    CHECK(warnings == 0);

    read_line("env.vars=[A=1 B=2] env.vars=C=[3] -- /prog"); // brackets may be glued
    CHECK(parameters.variables.count == 3);
    CHECK_STRING(parameters.variables.item[0], "A=1");
    CHECK_STRING(parameters.variables.item[1], "B=2");
    CHECK_STRING(parameters.variables.item[2], "C=[3]");

    read_line("env.vars=[ 1 2 3 4 5 6 7 8 9 ] -- /prog");
    CHECK(parameters.variables.count == VARIABLES_MAX && warnings == 1);
    read_line("what.ever=[ a b ] plain env.vars -- /prog");
    CHECK(warnings == 3 && parameters.variables.count == 0);
}

static void test_fields(void) {
    char text[] = "a::b";
    char *rest = text;
    CHECK_STRING(next_field(&rest, ':'), "a");
    CHECK_STRING(next_field(&rest, ':'), "");
    CHECK_STRING(next_field(&rest, ':'), "b");
    CHECK_STRING(next_field(&rest, ':'), "");
    CHECK_STRING(next_field(&rest, ':'), "");
}

void test_parameters(void) {
    test_program();
    test_values();
    test_fields();
}
