#include "check.h"
#include "cmdline.h"

// Splits, and joins the tokens with `|`.
static const char *split(const char *text) {
    static struct tokens tokens;
    static char joined[TEXT_MAX + TOKENS_MAX];
    cmdline_split(text, &tokens);
    joined[0] = '\0';
    for (size_t i = 0; i < tokens.count; i++) {
        if (i > 0) strcat(joined, "|");
        strcat(joined, tokens.item[i]);
    }
    CHECK(tokens.item[tokens.count] == NULL);
    return joined;
}

static void test_split(void) {
    CHECK_STRING(split(""), "");
    CHECK_STRING(split("  \t\r\n\v "), "");
    CHECK_STRING(split("a b\tc\rd\ne\vf"), "a|b|c|d|e|f");
    CHECK_STRING(split("a\fb"), "a\fb");
    CHECK_STRING(split("\"a b\" 'c d'"), "a b|c d");
    CHECK_STRING(split("x\"a b\"y'c d'z"), "xa byc dz");
    CHECK_STRING(split("a\\ b \\\"c\\\" \\'d\\' e\\\\f \\g"), "a b|\"c\"|'d'|e\\f|g");
    CHECK_STRING(split("\"a\\\"b\" \"c\\\\d\" \"e\\f\" \"g'h\""), "a\"b|c\\d|e\\f|g'h");
    CHECK_STRING(split("'a\\b' 'c\\\\d' 'e\"f'"), "a\\b|c\\\\d|e\"f");
    CHECK_STRING(split("a \"\" '' b\"\"c"), "a|bc");
    CHECK_STRING(split("\"open and on"), "open and on");
    CHECK_STRING(split("last\\"), "last\\");
}

static void test_limit(void) {
    static struct tokens tokens;
    char text[TEXT_MAX] = "";
    for (int i = 1; i < TOKENS_MAX; i++) strcat(text, "\"a b\" ");
    strcat(text, "last");
    cmdline_split(text, &tokens);
    CHECK(tokens.count == TOKENS_MAX && !tokens.overflow);
    CHECK_STRING(tokens.item[TOKENS_MAX - 1], "last");

    // As lib/ukargparse of Unikraft does: the opening quote goes, the rest stays.
    text[strlen(text) - 4] = '\0';
    strcat(text, "\"x\\\\y\" more 'z'");
    cmdline_split(text, &tokens);
    CHECK(tokens.count == TOKENS_MAX && tokens.overflow);
    CHECK_STRING(tokens.item[TOKENS_MAX - 1], "x\\\\y\" more 'z'");
    CHECK(tokens.item[TOKENS_MAX] == NULL);
}

static void test_find(void) {
    static char text[TEXT_MAX], line[2 * TEXT_MAX];
    CHECK(cmdline_find_text("console=ttyS0 panic=-1 -- a.b=1 -- /x\n", text));
    CHECK_STRING(text, " a.b=1 -- /x\n");
    CHECK(cmdline_find_text("x=\"a -- b\" -- /y", text));
    CHECK_STRING(text, " /y");
    CHECK(cmdline_find_text("quiet --", text));
    CHECK_STRING(text, "");
    CHECK(!cmdline_find_text("console=ttyS0 --x x--", text));
    CHECK(!cmdline_find_text("", text));
    CHECK(cmdline_find_text("quiet unikraft.text=%22a%20b%22%0a%zz%2 ro", text));
    CHECK_STRING(text, "\"a b\"\n%zz%2");
    CHECK(cmdline_find_text("unikraft.text=/a -- /b", text));
    CHECK_STRING(text, " /b");
    memset(line, 'x', sizeof line - 1);
    memcpy(line, "-- ", 3);
    CHECK(!cmdline_find_text(line, text));
    memcpy(line, "unikraft.text=", 14);
    CHECK(!cmdline_find_text(line, text));
}

void test_cmdline(void) {
    test_split();
    test_limit();
    test_find();
}
