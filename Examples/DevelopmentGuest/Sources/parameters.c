#include "parameters.h"

#include <string.h>

static bool ends_list(const char *token) {
    size_t length = strlen(token);
    return length > 0 && token[length - 1] == ']';
}

// The value list that a parameter token opens, or NULL.
static char *list_start(char *token) {
    char *dot = strchr(token, '.');
    char *equals = dot == NULL ? NULL : strchr(dot, '=');
    return equals != NULL && equals[1] == '[' ? equals + 2 : NULL;
}

// The index of the `--` that ends the parameters, or `count`.
static size_t find_stop(const struct tokens *tokens) {
    bool in_list = false;
    for (size_t i = 0; i < tokens->count; i++) {
        char *token = tokens->item[i];
        if (in_list) {
            in_list = !ends_list(token);
        } else if (strcmp(token, "--") == 0) {
            return i;
        } else if ((token = list_start(token)) != NULL) {
            in_list = !ends_list(token);
        }
    }
    return tokens->count;
}

static void add_value(struct list *list, char *value, const char *parameter,
                      parameter_warning warn) {
    if (list->count == list->limit)
        warn(parameter, "holds more values than the guest keeps, the rest is ignored");
    else
        list->item[list->count++] = value;
}

// Adds an element of a list. Returns false if it ends the list.
static bool add_element(struct list *list, char *element, const char *parameter,
                        parameter_warning warn) {
    bool last = ends_list(element);
    if (last) element[strlen(element) - 1] = '\0';
    if (*element != '\0' && list != NULL) add_value(list, element, parameter, warn);
    return !last;
}

static struct list *find_list(struct parameters *parameters, const char *name) {
    if (strcmp(name, "vfs.fstab") == 0) return &parameters->fstab;
    if (strcmp(name, "netdev.ip") == 0) return &parameters->netdev;
    if (strcmp(name, "env.vars") == 0) return &parameters->variables;
    return NULL;
}

void parameters_read(struct tokens *tokens, struct parameters *parameters,
                     parameter_warning warn) {
    memset(parameters, 0, sizeof *parameters);
    parameters->fstab.limit = FSTAB_MAX;
    parameters->netdev.limit = NETDEV_MAX;
    parameters->variables.limit = VARIABLES_MAX;

    size_t stop = find_stop(tokens);
    if (stop == 0 || stop == tokens->count) {
        parameters->program = tokens->item;
        return;
    }
    parameters->program = tokens->item + stop + 1;

    struct list *list = NULL;
    const char *name = "";
    bool in_list = false;
    for (size_t i = 0; i < stop; i++) {
        char *token = tokens->item[i];
        if (in_list) {
            in_list = add_element(list, token, name, warn);
            continue;
        }
        char *elements = list_start(token);
        char *value = strchr(token, '=');
        if (value != NULL) *value++ = '\0';
        name = token;
        list = find_list(parameters, name);
        if (list == NULL)
            warn(name, "is not known to the development guest, ignored");
        if (elements != NULL)
            in_list = *elements == '\0' || add_element(list, elements, name, warn);
        else if (list != NULL && value == NULL)
            warn(name, "has no value, ignored");
        else if (list != NULL)
            add_value(list, value, name, warn);
    }
}

char *next_field(char **rest, char separator) {
    char *field = *rest;
    char *end = strchr(field, separator);
    if (end == NULL) {
        *rest = field + strlen(field);
    } else {
        *end = '\0';
        *rest = end + 1;
    }
    return field;
}
