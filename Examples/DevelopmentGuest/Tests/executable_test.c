#define _GNU_SOURCE
#include <elf.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "executable.h"

static char directory[] = "/tmp/development-guest.XXXXXX";
static char path[64], reason[8192];

struct image {
    Elf64_Ehdr header;
    Elf64_Phdr segment;
    char interpreter[32];
};

static struct image make_image(const char *interpreter) {
    struct image image = {
        .header = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, 1},
                   .e_type = ET_DYN,
                   .e_machine = EM_X86_64,
                   .e_phoff = sizeof(Elf64_Ehdr),
                   .e_phentsize = sizeof(Elf64_Phdr),
                   .e_phnum = 1},
        .segment = {.p_type = PT_INTERP, .p_offset = sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr)},
    };
    strcpy(image.interpreter, interpreter);
    image.segment.p_filesz = strlen(interpreter) + 1;
    return image;
}

static const char *check(const void *content, size_t size, mode_t mode) {
    FILE *file = fopen(path, "w");
    if (file == NULL) return "cannot write";
    fwrite(content, 1, size, file);
    fclose(file);
    chmod(path, mode);
    const char *result = executable_check(path, reason, sizeof reason);
    return result == NULL ? "fine" : result;
}

void test_executable(void) {
    if (mkdtemp(directory) == NULL) {
        CHECK(!"mkdtemp");
        return;
    }
    snprintf(path, sizeof path, "%s/program", directory);
    CHECK_STRING(executable_check(path, reason, sizeof reason), "No such file or directory");
    CHECK_STRING(executable_check(directory, reason, sizeof reason), "not a regular file");

    struct image image = make_image("/");
    CHECK_STRING(check(&image, sizeof image, 0755), "fine");
    CHECK_STRING(check(&image, sizeof image, 0644),
                 "Operation not permitted (no execute permission)");
    CHECK_STRING(check("#!/bin/sh\n", 10, 0755), "not an ELF executable");
    CHECK_STRING(check(&image, sizeof image.header, 0755), "the program headers are cut off");
    image = make_image("/no/ld.so");
    CHECK_STRING(check(&image, sizeof image, 0755),
                 "the program interpreter /no/ld.so is missing");
    image.segment.p_offset = UINT64_MAX;
    CHECK_STRING(check(&image, sizeof image, 0755),
                 "the name of the program interpreter is malformed");
    image.header.e_type = ET_EXEC;
    CHECK_STRING(check(&image, sizeof image, 0755), "ELF executable is not position-independent");
    image.header.e_machine = EM_RISCV;
    CHECK_STRING(check(&image, sizeof image, 0755), "ELF executable is for another architecture");
    unlink(path);
    rmdir(directory);
}
