/*
 * What the programs that use libsam share. A process can use it once, and becomes the supervisor of another one, so that
 * each part runs in a process of its own.
 */
#ifndef SUPERVISED_H
#define SUPERVISED_H

#include "transcript.h"
#include <corosync/cmap.h>
#include <corosync/sam.h>
#include <signal.h>
#include <sys/wait.h>

/* The supervisor, which the keys are named after. */
static pid_t server __attribute__((unused));

/* Writes that the supervisor has warned us. */
static inline void on_warning(int number)
{
    static const char text[] = "  warned\n";
    (void)number;
    if (write(1, text, sizeof(text) - 1) < 0) {
        _exit(9);
    }
}

/* The keys that libsam writes about us, or wrote. */
static inline void show_keys(void)
{
    static const char *const keys[] = {"recovery", "poll_period", "last_updated", "state"};
    cmap_handle_t cmap;
    while (cmap_initialize(&cmap) == CS_ERR_TRY_AGAIN) {
        usleep(10000);
    }
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        char name[256];
        char value[256];
        size_t length = sizeof(value);
        cmap_value_types_t type = 0;
        snprintf(name, sizeof(name), "resources.process.%d.%s", server, keys[i]);
        cs_error_t error = cmap_get(cmap, name, value, &length, &type);
        if (error != CS_OK) {
            say("  %s: %d %s", keys[i], error, cs_strerror(error));
        } else if (type == CMAP_VALUETYPE_STRING) {
            say("  %s: %s", keys[i], value);
        } else if (i == 1) {
            uint64_t number;
            memcpy(&number, value, sizeof(number));
            say("  %s: %" PRIu64, keys[i], number);
        } else {
            say("  %s: type %d", keys[i], type);
        }
    }
    cmap_finalize(cmap);
}

/* Runs a part in a process of its own, and writes how it ended, and its keys. */
static inline void supervise(void (*part)(void), int keys)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        part();
        _exit(0);
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    say("ended with %s %d", WIFEXITED(status) ? "status" : "signal",
        WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    if (keys) {
        server = child;
        show_keys();
    }
}

#endif
