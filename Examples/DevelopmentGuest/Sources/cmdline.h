// Splitting a command line the way the Unikraft guest does.
#ifndef GUEST_CMDLINE_H
#define GUEST_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

// The guest keeps 60 tokens. The first one is the path of the kernel, which
// QEMU's multiboot loader puts there and Linux does not, so 59 are ours.
#define TOKENS_MAX 59

// A Linux command line on x86 holds 2048 bytes, and decoding never adds any.
#define TEXT_MAX 4096

struct tokens {
    char *item[TOKENS_MAX + 1]; // NULL after the last one
    size_t count;
    bool overflow;              // the last one is not what its writer meant
    char storage[TEXT_MAX];     // what the items point into
};

// Finds Unikraft's text in a Linux command line (the content of
// /proc/cmdline): what follows the first word `--`, or else the decoded value
// of a word `unikraft.text=` in percent-encoding. Writes it to `text`, which
// holds TEXT_MAX bytes. Returns false if the line has neither, or the text is
// too long.
bool cmdline_find_text(const char *line, char *text);

// Splits `text`, of less than TEXT_MAX bytes, into tokens: white space
// separates; "..." and '...' group and may be glued to other text; outside
// quotes \c gives c; inside "..." only \" and \\ are escapes; inside '...'
// nothing is. An empty argument yields no token. The 59th token takes the rest
// of the text, unprocessed.
void cmdline_split(const char *text, struct tokens *tokens);

#endif
