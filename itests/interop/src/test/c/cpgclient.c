/*
 * A client of cpg as any C program is one: joins a group, prints every event as one line, and does what the lines of
 * its standard input say.
 *
 *   say LENGTH SEED    multicasts LENGTH bytes that follow from SEED
 *   flood COUNT LENGTH multicasts COUNT messages of seeds 1 to COUNT
 *   quiet COUNT        prints no messages from now on, only "heard NODE.PID COUNT" for the last of each flood
 *   zero LENGTH SEED   the same from a zero-copy buffer
 *   leave, join        leaves the group, joins it again
 *   list               prints the group's members
 *   quit               ends without leaving
 *
 * Messages are printed with length and checksum; a checksum that does not belong to the bytes shows as "damaged".
 */
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <corosync/corotypes.h>
#include <corosync/cpg.h>

static struct cpg_name group;

static unsigned char byte_of(uint32_t seed, size_t i)
{
    uint32_t x = seed * 2654435761u + (uint32_t)i * 40503u;
    return (unsigned char)(x >> 13);
}

/* The first four bytes of a message that has them are its seed. */
static void fill(unsigned char *to, size_t length, uint32_t seed)
{
    for (size_t i = 0; i < length; i++) {
        to[i] = i < 4 && length >= 4 ? (unsigned char)(seed >> (8 * i)) : byte_of(seed, i);
    }
}

static void print_list(const char *sign, const struct cpg_address *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        printf(" %s%u.%u", sign, list[i].nodeid, list[i].pid);
        if (list[i].reason != 0) {
            printf("(%u)", list[i].reason);
        }
    }
}

/* In a flood every message has its number as seed; one that is not the next of its sender shows as "gap". */
#define SENDERS 64
static int quiet;
static struct {
    uint32_t nodeid, pid, count;
} heard[SENDERS];

static void count(uint32_t nodeid, uint32_t pid, uint32_t seed, uint32_t last, const char *state)
{
    for (int i = 0; i < SENDERS; i++) {
        if (heard[i].count == 0 || (heard[i].nodeid == nodeid && heard[i].pid == pid)) {
            heard[i].nodeid = nodeid;
            heard[i].pid = pid;
            if (seed != heard[i].count + 1) {
                printf("gap %u.%u %u after %u\n", nodeid, pid, seed, heard[i].count);
            }
            heard[i].count = seed;
            if (seed == last) {
                printf("heard %u.%u %u %s\n", nodeid, pid, seed, state);
                fflush(stdout);
            }
            return;
        }
    }
}

static void on_deliver(cpg_handle_t handle, const struct cpg_name *name, uint32_t nodeid, uint32_t pid, void *message,
                       size_t length)
{
    const unsigned char *m = message;
    uint32_t seed = 0;
    const char *state = "whole";
    (void)handle;
    if (length >= 4) {
        seed = m[0] | m[1] << 8 | m[2] << 16 | (uint32_t)m[3] << 24;
        for (size_t i = 4; i < length; i++) {
            if (m[i] != byte_of(seed, i)) {
                state = "damaged";
            }
        }
    }
    if (quiet) {
        count(nodeid, pid, seed, (uint32_t)quiet, state);
        return;
    }
    printf("message %.*s %u.%u %zu %u %s\n", (int)name->length, name->value, nodeid, pid, length, seed, state);
    fflush(stdout);
}

static void on_confchg(cpg_handle_t handle, const struct cpg_name *name, const struct cpg_address *members,
                       size_t member_count, const struct cpg_address *left, size_t left_count,
                       const struct cpg_address *joined, size_t joined_count)
{
    (void)handle;
    printf("view %.*s", (int)name->length, name->value);
    print_list("=", members, member_count);
    print_list("-", left, left_count);
    print_list("+", joined, joined_count);
    printf("\n");
    fflush(stdout);
}

static void on_ring(cpg_handle_t handle, struct cpg_ring_id ring, uint32_t count, const uint32_t *members)
{
    (void)handle;
    printf("ring %u.%llu:", ring.nodeid, (unsigned long long)ring.seq);
    for (uint32_t i = 0; i < count; i++) {
        printf(" %u", members[i]);
    }
    printf("\n");
    fflush(stdout);
}

static void check(cs_error_t error, const char *what)
{
    if (error != CS_OK) {
        printf("failed %s %d\n", what, error);
        fflush(stdout);
        exit(1);
    }
}

/* Joins and connects may be asked to try again while the node synchronises. */
static void join(cpg_handle_t handle)
{
    cs_error_t error;
    while ((error = cpg_join(handle, &group)) == CS_ERR_TRY_AGAIN) {
        usleep(10000);
    }
    check(error, "join");
}

static void say(cpg_handle_t handle, size_t length, uint32_t seed)
{
    unsigned char *bytes = malloc(length + 1);
    struct iovec iov = {bytes, length};
    cs_error_t error;
    fill(bytes, length, seed);
    while ((error = cpg_mcast_joined(handle, CPG_TYPE_AGREED, &iov, 1)) == CS_ERR_TRY_AGAIN) {
        usleep(1000);
    }
    free(bytes);
    check(error, "mcast");
}

static void say_zero_copy(cpg_handle_t handle, size_t length, uint32_t seed)
{
    void *buffer;
    cs_error_t error;
    check(cpg_zcb_alloc(handle, length, &buffer), "zcb_alloc");
    fill(buffer, length, seed);
    error = cpg_zcb_mcast_joined(handle, CPG_TYPE_AGREED, buffer, length);
    printf("zero %d\n", error);
    fflush(stdout);
    check(cpg_zcb_free(handle, buffer), "zcb_free");
}

static void list(cpg_handle_t handle)
{
    struct cpg_address members[CPG_MEMBERS_MAX];
    int count = CPG_MEMBERS_MAX;
    check(cpg_membership_get(handle, &group, members, &count), "membership_get");
    for (int i = 0; i < count; i++) {
        members[i].reason = 0;
    }
    printf("list");
    print_list("=", members, (size_t)count);
    printf("\n");
    fflush(stdout);
}

/* What is still to be sent of a flood, between dispatches. */
static uint32_t flooding, flooded;
static size_t flood_length;

static void flood(cpg_handle_t handle)
{
    static unsigned char bytes[1 << 20];
    struct iovec iov = {bytes, flood_length};
    for (int i = 0; i < 64 && flooded < flooding; i++) {
        fill(bytes, flood_length, flooded + 1);
        cs_error_t error = cpg_mcast_joined(handle, CPG_TYPE_AGREED, &iov, 1);
        if (error == CS_ERR_TRY_AGAIN) {
            return;
        }
        check(error, "flood");
        flooded++;
    }
}

static void obey(cpg_handle_t handle, char *line)
{
    unsigned long length;
    unsigned int seed;
    if (sscanf(line, "say %lu %u", &length, &seed) == 2) {
        say(handle, length, seed);
    } else if (sscanf(line, "flood %u %lu", &seed, &length) == 2) {
        flooding = seed;
        flooded = 0;
        flood_length = length;
    } else if (sscanf(line, "quiet %u", &seed) == 1) {
        quiet = (int)seed;
    } else if (sscanf(line, "zero %lu %u", &length, &seed) == 2) {
        say_zero_copy(handle, length, seed);
    } else if (strncmp(line, "leave", 5) == 0) {
        check(cpg_leave(handle, &group), "leave");
    } else if (strncmp(line, "join", 4) == 0) {
        join(handle);
    } else if (strncmp(line, "list", 4) == 0) {
        list(handle);
    } else if (strncmp(line, "quit", 4) == 0) {
        exit(0);
    }
}

int main(int argc, char **argv)
{
    cpg_model_v1_data_t model = {
        .model = CPG_MODEL_V1,
        .cpg_deliver_fn = on_deliver,
        .cpg_confchg_fn = on_confchg,
        .cpg_totem_confchg_fn = on_ring,
        .flags = CPG_MODEL_V1_DELIVER_INITIAL_TOTEM_CONF,
    };
    cpg_callbacks_t callbacks = {.cpg_deliver_fn = on_deliver, .cpg_confchg_fn = on_confchg};
    cpg_handle_t handle;
    unsigned int nodeid;
    int fd;
    cs_error_t error;
    int plain = argc > 2 && strcmp(argv[2], "plain") == 0;
    group.length = (uint32_t)strlen(argv[1]);
    memcpy(group.value, argv[1], group.length);
    do {
        error = plain ? cpg_initialize(&handle, &callbacks)
                      : cpg_model_initialize(&handle, CPG_MODEL_V1, (cpg_model_data_t *)&model, NULL);
        if (error == CS_ERR_TRY_AGAIN) {
            usleep(50000);
        }
    } while (error == CS_ERR_TRY_AGAIN);
    check(error, "initialize");
    check(cpg_local_get(handle, &nodeid), "local_get");
    check(cpg_fd_get(handle, &fd), "fd_get");
    printf("node %u pid %d\n", nodeid, (int)getpid());
    fflush(stdout);
    join(handle);
    char line[256];
    size_t have = 0;
    for (;;) {
        struct pollfd fds[2] = {{fd, POLLIN, 0}, {0, POLLIN, 0}};
        if (poll(fds, 2, flooded < flooding ? 1 : -1) < 0 && errno != EINTR) {
            return 1;
        }
        flood(handle);
        if (fds[0].revents != 0) {
            check(cpg_dispatch(handle, CS_DISPATCH_ALL), "dispatch");
        }
        if (fds[1].revents != 0) {
            ssize_t n = read(0, line + have, 1);
            if (n <= 0) {
                return 0;
            }
            if (line[have] == '\n' || have + 2 == sizeof(line)) {
                line[have] = 0;
                have = 0;
                obey(handle, line);
            } else {
                have++;
            }
        }
    }
}
