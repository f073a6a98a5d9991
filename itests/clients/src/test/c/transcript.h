/* What the walks through the C APIs share: a line for each call, and waiting for events. */
#ifndef TRANSCRIPT_H
#define TRANSCRIPT_H

#include <corosync/corotypes.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A handle that nobody has given out. */
#define NO_HANDLE 0x5eed5eed5eed5eedULL
#define EVENT_LIMIT_MS 30000

static inline void say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(stdout);
}

static inline cs_error_t called(const char *what, cs_error_t error)
{
    say("%s: %d %s", what, error, cs_strerror(error));
    return error;
}

/* Makes a call once and writes its text and its result. */
#define CALL(call) called(#call, (call))

/* Makes a call again while it is to be tried again, as every program has to. */
#define PATIENTLY(call) \
    do { \
        cs_error_t patiently_; \
        int tries_ = 0; \
        while ((patiently_ = (call)) == CS_ERR_TRY_AGAIN && ++tries_ < 3000) { \
            usleep(10000); \
        } \
        called(#call, patiently_); \
    } while (0)

/* Leaves the walk when what follows would make no sense. */
#define MUST(call) \
    do { \
        cs_error_t must_; \
        int tries_ = 0; \
        while ((must_ = (call)) == CS_ERR_TRY_AGAIN && ++tries_ < 3000) { \
            usleep(10000); \
        } \
        if (called(#call, must_) != CS_OK) { \
            say("cannot go on"); \
            exit(1); \
        } \
    } while (0)

/* Waits until a descriptor can be read. */
static inline int readable(int fd, int limit_ms)
{
    struct pollfd fds = {fd, POLLIN, 0};
    int n;
    do {
        n = poll(&fds, 1, limit_ms);
    } while (n < 0 && errno == EINTR);
    return n > 0;
}

/* What has been delivered so far; callbacks count it up. */
static int events __attribute__((unused));

/* Dispatches one event after the other until this many have been delivered in all. */
#define AWAIT_EVENTS(fd, count, dispatch) \
    do { \
        int awaited_ = (count); \
        while (events < awaited_) { \
            cs_error_t await_ = CS_OK; \
            if (!readable(fd, EVENT_LIMIT_MS) || (await_ = (dispatch)) != CS_OK) { \
                say("event %d of %d is missing, %d %s", events + 1, awaited_, await_, cs_strerror(await_)); \
                exit(1); \
            } \
        } \
    } while (0)

/* A binary value as the transcript shows it. */
static inline void say_bytes(const char *what, const void *bytes, size_t length)
{
    const unsigned char *b = bytes;
    printf("%s (%zu)", what, length);
    for (size_t i = 0; i < length && i < 40; i++) {
        printf(" %02x", b[i]);
    }
    say("");
}

#endif
