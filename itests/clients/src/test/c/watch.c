/*
 * Tracks everything that can be tracked through the C APIs and writes it down until its standard input ends. Each line
 * begins with the API that it came by: what comes by one is in order, what comes by two is not.
 * Usage: watch GROUP
 */
#include "transcript.h"
#include <corosync/cfg.h>
#include <corosync/cmap.h>
#include <corosync/cpg.h>
#include <corosync/quorum.h>
#include <corosync/votequorum.h>

static pid_t self;

static void print_ids(const char *what, uint32_t count, const uint32_t *ids)
{
    printf(" %s", what);
    for (uint32_t i = 0; i < count; i++) {
        printf(" %u", ids[i]);
    }
}

static void print_members(const char *what, const struct cpg_address *list, size_t count)
{
    printf(" %s", what);
    for (size_t i = 0; i < count; i++) {
        printf(" %u.%s(%u)", list[i].nodeid, list[i].pid == (uint32_t)self ? "this" : "other", list[i].reason);
    }
}

static void on_deliver(cpg_handle_t handle, const struct cpg_name *name, uint32_t nodeid, uint32_t pid, void *message,
                       size_t length)
{
    (void)handle;
    (void)pid;
    say("cpg message %.*s from %u to %.*s", (int)length, (const char *)message, nodeid, (int)name->length, name->value);
}

static void on_confchg(cpg_handle_t handle, const struct cpg_name *name, const struct cpg_address *members,
                       size_t member_count, const struct cpg_address *left, size_t left_count,
                       const struct cpg_address *joined, size_t joined_count)
{
    (void)handle;
    printf("cpg view of %.*s", (int)name->length, name->value);
    print_members("members", members, member_count);
    print_members("left", left, left_count);
    print_members("joined", joined, joined_count);
    say("");
}

static void on_ring(cpg_handle_t handle, struct cpg_ring_id ring, uint32_t count, const uint32_t *members)
{
    (void)handle;
    printf("cpg ring of %u", ring.nodeid);
    print_ids("members", count, members);
    say("");
}

static void on_v0(quorum_handle_t handle, uint32_t quorate, uint64_t sequence, uint32_t count, uint32_t *members)
{
    (void)handle;
    printf("quorum-v0 quorate %u, ring %s", quorate, sequence == 0 ? "none" : "set");
    print_ids("members", count, members);
    say("");
}

static void on_v1_quorum(quorum_handle_t handle, uint32_t quorate, struct quorum_ring_id ring, uint32_t count,
                         const uint32_t *members)
{
    (void)handle;
    printf("quorum-v1 quorate %u, ring of %u", quorate, ring.nodeid);
    print_ids("members", count, members);
    say("");
}

static void on_v1_nodelist(quorum_handle_t handle, struct quorum_ring_id ring, uint32_t count, const uint32_t *members,
                           uint32_t joined_count, const uint32_t *joined, uint32_t left_count, const uint32_t *left)
{
    (void)handle;
    printf("quorum-v1 ring of %u", ring.nodeid);
    print_ids("members", count, members);
    print_ids("joined", joined_count, joined);
    print_ids("left", left_count, left);
    say("");
}

static void on_votes(votequorum_handle_t handle, uint64_t context, uint32_t quorate, uint32_t count,
                     votequorum_node_t nodes[])
{
    (void)handle;
    printf("votequorum context %" PRIu64 ", quorate %u, nodes", context, quorate);
    /* in the order of their ids: C keeps none that could be relied upon */
    for (uint32_t id = 0; id < 100; id++) {
        for (uint32_t i = 0; i < count; i++) {
            if (nodes[i].nodeid == id) {
                printf(" %u(%u)", nodes[i].nodeid, nodes[i].state);
            }
        }
    }
    say("");
}

static void on_expected(votequorum_handle_t handle, uint64_t context, uint32_t expected)
{
    (void)handle;
    say("votequorum context %" PRIu64 ", expected votes %u", context, expected);
}

static void on_nodelist(votequorum_handle_t handle, uint64_t context, votequorum_ring_id_t ring, uint32_t count,
                        uint32_t nodes[])
{
    (void)handle;
    printf("votequorum context %" PRIu64 ", ring of %u", context, ring.nodeid);
    print_ids("nodes", count, nodes);
    say("");
}

static void print_value(struct cmap_notify_value value)
{
    if (value.type == CMAP_VALUETYPE_STRING) {
        printf(" \"%s\"", (const char *)value.data);
    } else if (value.len == 4) {
        uint32_t number;
        memcpy(&number, value.data, sizeof(number));
        printf(" %u", number);
    } else if (value.len == 8) {
        uint64_t number;
        memcpy(&number, value.data, sizeof(number));
        printf(" %" PRIu64, number);
    } else if (value.len == 1) {
        printf(" %u", *(const uint8_t *)value.data);
    } else {
        printf(" none");
    }
}

static void on_change(cmap_handle_t handle, cmap_track_handle_t track, int32_t event, const char *key,
                      struct cmap_notify_value new_value, struct cmap_notify_value old_value, void *user_data)
{
    (void)handle;
    (void)track;
    (void)user_data;
    printf("cmap event %d of %s:", event, key);
    print_value(old_value);
    printf(" ->");
    print_value(new_value);
    say("");
}

static void on_shutdown(corosync_cfg_handle_t handle, corosync_cfg_shutdown_flags_t flags)
{
    (void)handle;
    say("cfg shutdown, flags %d", flags);
}

int main(int argc, char **argv)
{
    static const char *const prefixes[] = {"runtime.members.", "runtime.votequorum.", "config.", "walk."};
    cpg_model_v1_data_t cpg_model = {CPG_MODEL_V1, on_deliver, on_confchg, on_ring,
                                     CPG_MODEL_V1_DELIVER_INITIAL_TOTEM_CONF};
    quorum_callbacks_t v0 = {on_v0};
    quorum_model_v1_data_t v1 = {QUORUM_MODEL_V1, on_v1_quorum, on_v1_nodelist};
    votequorum_callbacks_t vote_callbacks = {on_votes, on_expected, on_nodelist};
    corosync_cfg_callbacks_t cfg_callbacks = {on_shutdown};
    cpg_handle_t cpg;
    quorum_handle_t quorum0, quorum1;
    votequorum_handle_t votequorum;
    cmap_handle_t cmap;
    corosync_cfg_handle_t cfg;
    struct cpg_name group = {0, ""};
    uint32_t type;
    struct pollfd fds[7] = {{0, POLLIN, 0}};
    struct iovec hello = {"hello", 5};
    if (argc != 2) {
        return 2;
    }
    self = getpid();
    group.length = (uint32_t)strlen(argv[1]);
    memcpy(group.value, argv[1], group.length);
    MUST(cpg_model_initialize(&cpg, CPG_MODEL_V1, (cpg_model_data_t *)&cpg_model, NULL));
    MUST(quorum_initialize(&quorum0, &v0, &type));
    MUST(quorum_model_initialize(&quorum1, QUORUM_MODEL_V1, (quorum_model_data_t *)&v1, &type, NULL));
    MUST(votequorum_initialize(&votequorum, &vote_callbacks));
    MUST(cmap_initialize(&cmap));
    MUST(corosync_cfg_initialize(&cfg, &cfg_callbacks));
    MUST(quorum_trackstart(quorum0, CS_TRACK_CURRENT | CS_TRACK_CHANGES));
    MUST(quorum_trackstart(quorum1, CS_TRACK_CURRENT | CS_TRACK_CHANGES));
    MUST(votequorum_trackstart(votequorum, 5, CS_TRACK_CURRENT | CS_TRACK_CHANGES));
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        cmap_track_handle_t track;
        MUST(cmap_track_add(cmap, prefixes[i],
                            CMAP_TRACK_PREFIX | CMAP_TRACK_ADD | CMAP_TRACK_MODIFY | CMAP_TRACK_DELETE, on_change, NULL,
                            &track));
    }
    MUST(corosync_cfg_trackstart(cfg, 0));
    MUST(cpg_join(cpg, &group));
    MUST(cpg_mcast_joined(cpg, CPG_TYPE_AGREED, &hello, 1));
    cpg_fd_get(cpg, &fds[1].fd);
    quorum_fd_get(quorum0, &fds[2].fd);
    quorum_fd_get(quorum1, &fds[3].fd);
    votequorum_fd_get(votequorum, &fds[4].fd);
    cmap_fd_get(cmap, &fds[5].fd);
    corosync_cfg_fd_get(cfg, &fds[6].fd);
    for (int i = 1; i < 7; i++) {
        fds[i].events = POLLIN;
    }
    say("watching");
    while (poll(fds, 7, -1) > 0 || errno == EINTR) {
        cs_error_t error = CS_OK;
        if (fds[0].revents != 0) {
            break;
        }
        if (fds[1].revents != 0) {
            error = cpg_dispatch(cpg, CS_DISPATCH_ALL);
        }
        if (error == CS_OK && fds[2].revents != 0) {
            error = quorum_dispatch(quorum0, CS_DISPATCH_ALL);
        }
        if (error == CS_OK && fds[3].revents != 0) {
            error = quorum_dispatch(quorum1, CS_DISPATCH_ALL);
        }
        if (error == CS_OK && fds[4].revents != 0) {
            error = votequorum_dispatch(votequorum, CS_DISPATCH_ALL);
        }
        if (error == CS_OK && fds[5].revents != 0) {
            error = cmap_dispatch(cmap, CS_DISPATCH_ALL);
        }
        if (error == CS_OK && fds[6].revents != 0) {
            error = corosync_cfg_dispatch(cfg, CS_DISPATCH_ALL);
        }
        if (error != CS_OK) {
            say("the node is gone: %d %s", error, cs_strerror(error));
            return 1;
        }
    }
    cpg_finalize(cpg);
    quorum_finalize(quorum0);
    quorum_finalize(quorum1);
    votequorum_finalize(votequorum);
    cmap_finalize(cmap);
    corosync_cfg_finalize(cfg);
    return 0;
}
