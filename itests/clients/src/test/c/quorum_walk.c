/* Calls every function of libquorum and of libvotequorum, rightly and wrongly, and writes what came of it. */
#include "transcript.h"
#include <corosync/cpg.h>
#include <corosync/quorum.h>
#include <corosync/votequorum.h>

static void say_ids(const char *what, uint32_t count, const uint32_t *ids)
{
    printf(" %s", what);
    for (uint32_t i = 0; i < count; i++) {
        printf(" %u", ids[i]);
    }
}

static void on_v0(quorum_handle_t handle, uint32_t quorate, uint64_t sequence, uint32_t count, uint32_t *members)
{
    const void *context = NULL;
    quorum_context_get(handle, &context);
    printf("  %s: quorate %u, sequence %s,", (const char *)context, quorate, sequence == 0 ? "none" : "set");
    say_ids("members", count, members);
    say("");
    events++;
}

static void on_v1_quorum(quorum_handle_t handle, uint32_t quorate, struct quorum_ring_id ring, uint32_t count,
                         const uint32_t *members)
{
    const void *context = NULL;
    quorum_context_get(handle, &context);
    printf("  %s: quorate %u, ring of %u, sequence %s,", (const char *)context, quorate, ring.nodeid,
           ring.seq == 0 ? "none" : "set");
    say_ids("members", count, members);
    say("");
    events++;
}

static void on_v1_nodelist(quorum_handle_t handle, struct quorum_ring_id ring, uint32_t count, const uint32_t *members,
                           uint32_t joined_count, const uint32_t *joined, uint32_t left_count, const uint32_t *left)
{
    const void *context = NULL;
    quorum_context_get(handle, &context);
    printf("  %s: ring of %u, sequence %s,", (const char *)context, ring.nodeid, ring.seq == 0 ? "none" : "set");
    say_ids("members", count, members);
    say_ids("joined", joined_count, joined);
    say_ids("left", left_count, left);
    say("");
    events++;
}

static void bad_quorum_handles(void)
{
    quorum_handle_t handle = NO_HANDLE;
    const void *context;
    int fd, quorate;
    say("# quorum: bad handles");
    CALL(quorum_finalize(handle));
    CALL(quorum_fd_get(handle, &fd));
    CALL(quorum_dispatch(handle, CS_DISPATCH_ALL));
    CALL(quorum_getquorate(handle, &quorate));
    CALL(quorum_trackstart(handle, CS_TRACK_CURRENT));
    CALL(quorum_trackstop(handle));
    CALL(quorum_context_set(handle, NULL));
    CALL(quorum_context_get(handle, &context));
}

static void track(quorum_handle_t handle, int expected)
{
    static const unsigned int flags[] = {0, CS_TRACK_CURRENT, CS_TRACK_CHANGES, CS_TRACK_CHANGES,
                                         CS_TRACK_CURRENT | CS_TRACK_CHANGES, CS_TRACK_CHANGES_ONLY, 8};
    int fd = -1;
    CALL(quorum_fd_get(handle, &fd));
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        say("flags %u", flags[i]);
        CALL(quorum_trackstart(handle, flags[i]));
        if (flags[i] & (CS_TRACK_CURRENT | CS_TRACK_CHANGES)) {
            AWAIT_EVENTS(fd, events + expected, quorum_dispatch(handle, CS_DISPATCH_ONE));
        }
        CALL(quorum_dispatch(handle, CS_DISPATCH_ALL));
        if (flags[i] == 0 || i > 4) {
            CALL(quorum_trackstop(handle));
        }
    }
    CALL(quorum_trackstop(handle));
    CALL(quorum_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING));
}

static void quorum(void)
{
    quorum_handle_t handle;
    quorum_callbacks_t v0 = {on_v0};
    quorum_model_v0_data_t model_v0 = {QUORUM_MODEL_V0, on_v0};
    quorum_model_v1_data_t model_v1 = {QUORUM_MODEL_V1, on_v1_quorum, on_v1_nodelist};
    const void *context = NULL;
    uint32_t type = 77;
    int quorate = -1;
    bad_quorum_handles();
    say("# quorum: connections");
    CALL(quorum_model_initialize(&handle, 7, (quorum_model_data_t *)&model_v1, &type, NULL));
    MUST(quorum_initialize(&handle, &v0, &type));
    say("  type %u", type);
    CALL(quorum_context_get(handle, &context));
    CALL(quorum_context_set(handle, "v0"));
    CALL(quorum_context_get(handle, &context));
    say("  %s", (const char *)context);
    CALL(quorum_getquorate(handle, &quorate));
    say("  quorate %d", quorate);
    CALL(quorum_dispatch(handle, CS_DISPATCH_ALL));
    say("# quorum: v0");
    track(handle, 1);
    CALL(quorum_finalize(handle));
    CALL(quorum_finalize(handle));
    say("# quorum: model v0");
    MUST(quorum_model_initialize(&handle, QUORUM_MODEL_V0, (quorum_model_data_t *)&model_v0, &type, "model v0"));
    say("  type %u", type);
    track(handle, 1);
    CALL(quorum_finalize(handle));
    say("# quorum: model v1");
    MUST(quorum_model_initialize(&handle, QUORUM_MODEL_V1, (quorum_model_data_t *)&model_v1, &type, "model v1"));
    say("  type %u", type);
    CALL(quorum_getquorate(handle, &quorate));
    say("  quorate %d", quorate);
    track(handle, 2);
    CALL(quorum_finalize(handle));
}

static void on_votes(votequorum_handle_t handle, uint64_t context, uint32_t quorate, uint32_t count,
                     votequorum_node_t nodes[])
{
    (void)handle;
    printf("  context %" PRIu64 ": quorate %u, nodes", context, quorate);
    /* in the order of their ids; C keeps no order that could be relied upon */
    for (uint32_t id = 0; id < 100; id++) {
        for (uint32_t i = 0; i < count; i++) {
            if (nodes[i].nodeid == id) {
                printf(" %u(%u)", nodes[i].nodeid, nodes[i].state);
            }
        }
    }
    say("");
    events++;
}

static void on_expected(votequorum_handle_t handle, uint64_t context, uint32_t expected)
{
    (void)handle;
    say("  context %" PRIu64 ": expected votes %u", context, expected);
    events++;
}

static votequorum_ring_id_t ring_now;

static void on_nodelist(votequorum_handle_t handle, uint64_t context, votequorum_ring_id_t ring, uint32_t count,
                        uint32_t nodes[])
{
    (void)handle;
    ring_now = ring;
    printf("  context %" PRIu64 ": ring of %u, sequence %s,", context, ring.nodeid, ring.seq == 0 ? "none" : "set");
    say_ids("nodes", count, nodes);
    say("");
    events++;
}

static void bad_vote_handles(void)
{
    votequorum_handle_t handle = NO_HANDLE;
    votequorum_ring_id_t ring = {1, 1};
    struct votequorum_info info;
    void *context;
    int fd;
    say("# votequorum: bad handles");
    CALL(votequorum_finalize(handle));
    CALL(votequorum_fd_get(handle, &fd));
    CALL(votequorum_dispatch(handle, CS_DISPATCH_ALL));
    CALL(votequorum_getinfo(handle, 0, &info));
    CALL(votequorum_setexpected(handle, 2));
    CALL(votequorum_setvotes(handle, 0, 1));
    CALL(votequorum_trackstart(handle, 1, CS_TRACK_CURRENT));
    CALL(votequorum_trackstop(handle));
    CALL(votequorum_context_get(handle, &context));
    CALL(votequorum_context_set(handle, NULL));
    CALL(votequorum_qdevice_register(handle, "walk"));
    CALL(votequorum_qdevice_unregister(handle, "walk"));
    CALL(votequorum_qdevice_update(handle, "walk", "run"));
    CALL(votequorum_qdevice_poll(handle, "walk", 1, ring));
    CALL(votequorum_qdevice_master_wins(handle, "walk", 1));
}

static void show(votequorum_handle_t handle, unsigned int nodeid)
{
    struct votequorum_info info;
    memset(&info, 0, sizeof(info));
    say("node %u", nodeid);
    if (CALL(votequorum_getinfo(handle, nodeid, &info)) == CS_OK) {
        say("  id %u state %u votes %u expected %u highest %u total %u quorum %u flags %u device %u \"%s\"", info.node_id,
            info.node_state, info.node_votes, info.node_expected_votes, info.highest_expected, info.total_votes,
            info.quorum, info.flags, info.qdevice_votes, info.qdevice_name);
    }
}

static int joined;

static void on_confchg(cpg_handle_t handle, const struct cpg_name *name, const struct cpg_address *members,
                       size_t member_count, const struct cpg_address *left, size_t left_count,
                       const struct cpg_address *joined_list, size_t joined_count)
{
    (void)handle;
    (void)name;
    (void)members;
    (void)member_count;
    (void)left;
    (void)left_count;
    (void)joined_list;
    (void)joined_count;
    joined = 1;
}

/* Waits until everything that this node has sent to all is there: what follows in the same order is there, too. */
static void await_order(void)
{
    cpg_callbacks_t callbacks = {.cpg_deliver_fn = NULL, .cpg_confchg_fn = on_confchg};
    struct cpg_name group = {7, "barrier"};
    cpg_handle_t cpg;
    int fd = -1;
    while (cpg_initialize(&cpg, &callbacks) == CS_ERR_TRY_AGAIN) {
        usleep(10000);
    }
    while (cpg_join(cpg, &group) == CS_ERR_TRY_AGAIN) {
        usleep(10000);
    }
    cpg_fd_get(cpg, &fd);
    joined = 0;
    while (!joined && readable(fd, EVENT_LIMIT_MS)) {
        cpg_dispatch(cpg, CS_DISPATCH_ONE);
    }
    cpg_finalize(cpg);
    if (!joined) {
        say("the order is not kept up");
    }
}

static void await_device(votequorum_handle_t handle, const char *name)
{
    struct votequorum_info info;
    for (int i = 0; i < 3000; i++) {
        if (votequorum_getinfo(handle, 1, &info) == CS_OK && strcmp(info.qdevice_name, name) == 0) {
            return;
        }
        usleep(10000);
    }
    say("the device does not become \"%s\"", name);
}

/* What a change of votes leads to comes by multicast, and is told once. */
static void votes(votequorum_handle_t handle, int fd)
{
    say("# votequorum: votes");
    CALL(votequorum_setexpected(handle, 0));
    CALL(votequorum_setexpected(handle, 1));
    CALL(votequorum_setexpected(handle, 9));
    CALL(votequorum_setvotes(handle, 77, 1));
    MUST(votequorum_setexpected(handle, 3));
    AWAIT_EVENTS(fd, events + 1, votequorum_dispatch(handle, CS_DISPATCH_ONE));
    show(handle, 1);
    show(handle, 2);
    MUST(votequorum_setvotes(handle, 2, 2));
    await_order();
    show(handle, 1);
    show(handle, 2);
    MUST(votequorum_setvotes(handle, 2, 1));
    await_order();
    MUST(votequorum_setexpected(handle, 2));
    AWAIT_EVENTS(fd, events + 1, votequorum_dispatch(handle, CS_DISPATCH_ONE));
    CALL(votequorum_dispatch(handle, CS_DISPATCH_ALL));
    show(handle, 1);
    show(handle, 2);
}

/* Without a device in the configuration. */
static void device(votequorum_handle_t handle)
{
    votequorum_ring_id_t wrong = {77, 77};
    char longest[VOTEQUORUM_QDEVICE_MAX_NAME_LEN + 2];
    memset(longest, 'd', sizeof(longest));
    longest[VOTEQUORUM_QDEVICE_MAX_NAME_LEN + 1] = 0;
    say("# votequorum: a device that the configuration does not know");
    CALL(votequorum_qdevice_unregister(handle, "walk"));
    CALL(votequorum_qdevice_update(handle, "walk", "run"));
    CALL(votequorum_qdevice_poll(handle, "walk", 1, ring_now));
    CALL(votequorum_qdevice_poll(handle, "walk", 1, wrong));
    CALL(votequorum_qdevice_master_wins(handle, "walk", 1));
    CALL(votequorum_qdevice_register(handle, longest));
    CALL(votequorum_qdevice_register(handle, ""));
    CALL(votequorum_qdevice_unregister(handle, longest));
    CALL(votequorum_qdevice_unregister(handle, ""));
    CALL(votequorum_qdevice_update(handle, longest, "run"));
    CALL(votequorum_qdevice_update(handle, "run", longest));
    CALL(votequorum_qdevice_poll(handle, longest, 1, ring_now));
    CALL(votequorum_qdevice_master_wins(handle, longest, 1));
    PATIENTLY(votequorum_qdevice_register(handle, "walk"));
    PATIENTLY(votequorum_qdevice_register(handle, "walk"));
    PATIENTLY(votequorum_qdevice_register(handle, "run"));
    show(handle, 1);
    CALL(votequorum_qdevice_poll(handle, "walk", 1, wrong));
    CALL(votequorum_qdevice_poll(handle, "run", 1, ring_now));
    CALL(votequorum_qdevice_poll(handle, "walk", 1, ring_now));
    CALL(votequorum_qdevice_master_wins(handle, "run", 1));
    CALL(votequorum_qdevice_master_wins(handle, "walk", 1));
    CALL(votequorum_qdevice_master_wins(handle, "walk", 0));
    CALL(votequorum_qdevice_update(handle, "run", "walk"));
    CALL(votequorum_qdevice_update(handle, "walk", "run"));
    await_device(handle, "run");
    show(handle, 1);
    PATIENTLY(votequorum_qdevice_unregister(handle, "walk"));
    PATIENTLY(votequorum_qdevice_unregister(handle, "run"));
    await_device(handle, "");
    show(handle, 1);
    CALL(votequorum_qdevice_unregister(handle, "run"));
}

static void votequorum(void)
{
    static const unsigned int flags[] = {0, CS_TRACK_CURRENT, CS_TRACK_CHANGES, CS_TRACK_CHANGES,
                                         CS_TRACK_CURRENT | CS_TRACK_CHANGES};
    votequorum_handle_t handle;
    votequorum_callbacks_t callbacks = {on_votes, on_expected, on_nodelist};
    void *context = NULL;
    int fd = -1;
    bad_vote_handles();
    say("# votequorum: connections");
    MUST(votequorum_initialize(&handle, NULL));
    CALL(votequorum_finalize(handle));
    MUST(votequorum_initialize(&handle, &callbacks));
    CALL(votequorum_context_get(handle, &context));
    say("  %s", context == NULL ? "none" : "some");
    CALL(votequorum_context_set(handle, "mine"));
    CALL(votequorum_context_get(handle, &context));
    say("  %s", (const char *)context);
    CALL(votequorum_fd_get(handle, &fd));
    say("  descriptor %s", fd >= 0 ? "yes" : "no");
    show(handle, 0);
    show(handle, 1);
    show(handle, 2);
    show(handle, 3);
    show(handle, UINT32_MAX);
    say("# votequorum: trackers");
    CALL(votequorum_trackstop(handle));
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        say("flags %u", flags[i]);
        CALL(votequorum_trackstart(handle, 100 + i, flags[i]));
        if (flags[i] != 0) {
            AWAIT_EVENTS(fd, events + 2, votequorum_dispatch(handle, CS_DISPATCH_ONE));
        }
        CALL(votequorum_dispatch(handle, CS_DISPATCH_ALL));
    }
    CALL(votequorum_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING));
    votes(handle, fd);
    device(handle);
    CALL(votequorum_trackstop(handle));
    CALL(votequorum_trackstop(handle));
    CALL(votequorum_finalize(handle));
    CALL(votequorum_finalize(handle));
}

int main(void)
{
    quorum();
    votequorum();
    return 0;
}
