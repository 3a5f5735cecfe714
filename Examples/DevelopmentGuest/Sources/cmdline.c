#include "cmdline.h"

#include <string.h>

static bool is_space(char c) {
    return c == ' ' || c == '\r' || c == '\n' || c == '\t' || c == '\v';
}

// What Linux takes for white space between words (lib/ctype.c): also form
// feed, and Latin-1's no-break space.
static bool is_linux_space(char c) {
    return is_space(c) || c == '\f' || (unsigned char)c == 0xa0;
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static void decode_percent(const char *word, size_t length, char *text) {
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        if (word[i] == '%' && i + 2 < length && hex_value(word[i + 1]) >= 0 &&
            hex_value(word[i + 2]) >= 0) {
            text[used++] = (char)(hex_value(word[i + 1]) * 16 + hex_value(word[i + 2]));
            i += 2;
        } else {
            text[used++] = word[i];
        }
    }
    text[used] = '\0';
}

bool cmdline_find_text(const char *line, char *text) {
    static const char key[] = "unikraft.text=";
    const size_t key_length = sizeof key - 1;
    const char *encoded = NULL;
    size_t encoded_length = 0;

    for (const char *p = line; *p != '\0';) {
        while (is_linux_space(*p)) p++;
        const char *word = p;
        bool quoted = false;
        for (; *p != '\0' && (quoted || !is_linux_space(*p)); p++)
            if (*p == '"') quoted = !quoted;
        size_t length = (size_t)(p - word);

        if (length == 2 && memcmp(word, "--", 2) == 0) {
            if (strlen(p) >= TEXT_MAX) return false;
            strcpy(text, p);
            return true;
        }
        if (length >= key_length && memcmp(word, key, key_length) == 0) {
            encoded = word + key_length;
            encoded_length = length - key_length;
        }
    }
    if (encoded == NULL || encoded_length >= TEXT_MAX) return false;
    decode_percent(encoded, encoded_length, text);
    return true;
}

// The guest stops splitting at the first character of its last token, which so
// takes the rest of the text as it stands, closing quote and all.
static void take_rest(const char *rest, char *out, struct tokens *tokens) {
    tokens->item[tokens->count++] = strcpy(out, rest);
    tokens->overflow = strpbrk(rest, " \r\n\t\v\\\"'") != NULL;
}

void cmdline_split(const char *text, struct tokens *tokens) {
    char *out = tokens->storage;
    char *start = NULL; // of the token under way, NULL between tokens
    char quote = '\0';

    memset(tokens->item, 0, sizeof tokens->item);
    tokens->count = 0;
    tokens->overflow = false;

    for (const char *p = text;; p++) {
        char c = *p;
        if (c == '\0' || (quote == '\0' && is_space(c))) {
            if (start != NULL) {
                tokens->item[tokens->count++] = start;
                *out++ = '\0';
                start = NULL;
            }
            if (c == '\0') return;
            continue;
        }
        if (quote == '\0' ? (c == '"' || c == '\'') : c == quote) {
            quote = quote == '\0' ? c : '\0';
            continue;
        }
        if (start == NULL && tokens->count == TOKENS_MAX - 1) {
            take_rest(p, out, tokens);
            return;
        }
        if (c == '\\' && quote == '\0') {
            if (p[1] != '\0') c = *++p; // a last lone backslash stands for itself
        } else if (c == '\\' && quote == '"' && (p[1] == '"' || p[1] == '\\')) {
            c = *++p;
        }
        if (start == NULL) start = out;
        *out++ = c;
    }
}
