// Runs inside the development guest, for Tests/boot: prints what it is given,
// and ends in the way that its first argument says.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static void print_file(const char *path) {
    char line[256];
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) printf("%s: %s", path, line);
}

int main(int count, char **arguments) {
    for (int i = 0; i < count; i++) printf("argument %d <%s>\n", i, arguments[i]);
    for (char **entry = environ; *entry != NULL; entry++) printf("variable <%s>\n", *entry);
    const char *action = count > 1 ? arguments[1] : "";
    if (strcmp(action, "crash") == 0) abort();
    if (strcmp(action, "open-line") == 0) printf("no line feed");
    if (strcmp(action, "show") == 0)
        for (int i = 2; i < count; i++) print_file(arguments[i]);
    return strcmp(action, "seven") == 0 ? 7 : 0;
}
