/* Calls every function of libcpg, rightly and wrongly, and writes what came of it. */
#include "transcript.h"
#include <corosync/cpg.h>
#include <signal.h>
#include <sys/uio.h>
#include <sys/wait.h>

static unsigned int self;
static pid_t first_pid;

static const char *name_of_process(uint32_t pid)
{
    return pid == 0 ? "none" : pid == (uint32_t)first_pid ? "this" : "other";
}

static void group(struct cpg_name *name, const char *bytes, size_t length)
{
    memset(name, 0, sizeof(*name));
    name->length = (uint32_t)length;
    memcpy(name->value, bytes, length);
}

static unsigned char byte_of(size_t i)
{
    return (unsigned char)(i * 31 + (i >> 8) * 7);
}

static void on_deliver(cpg_handle_t handle, const struct cpg_name *name, uint32_t nodeid, uint32_t pid, void *message,
                       size_t length)
{
    const unsigned char *m = message;
    void *context = NULL;
    const char *state = "whole";
    for (size_t i = 0; i < length; i++) {
        if (m[i] != byte_of(i)) {
            state = "damaged";
        }
    }
    cpg_context_get(handle, &context);
    say("  %s: message of %zu bytes, %s, group %u \"%.*s\", node %u, process %s", (const char *)context, length, state,
        name->length, (int)name->length, name->value, nodeid, name_of_process(pid));
    events++;
}

static void say_list(const char *what, const struct cpg_address *list, size_t count, int reasons)
{
    printf(" %s", what);
    for (size_t i = 0; i < count; i++) {
        printf(" %u.%s", list[i].nodeid, name_of_process(list[i].pid));
        if (reasons) {
            printf("(%u)", list[i].reason);
        }
    }
}

static void on_confchg(cpg_handle_t handle, const struct cpg_name *name, const struct cpg_address *members,
                       size_t member_count, const struct cpg_address *left, size_t left_count,
                       const struct cpg_address *joined, size_t joined_count)
{
    void *context = NULL;
    cpg_context_get(handle, &context);
    printf("  %s: view of group %u \"%.*s\"", (const char *)context, name->length, (int)name->length, name->value);
    say_list("members", members, member_count, 1);
    say_list("left", left, left_count, 1);
    say_list("joined", joined, joined_count, 1);
    say("");
    events++;
}

static void on_ring(cpg_handle_t handle, struct cpg_ring_id ring, uint32_t count, const uint32_t *members)
{
    void *context = NULL;
    cpg_context_get(handle, &context);
    printf("  %s: ring of %u, sequence %s, members", (const char *)context, ring.nodeid,
           ring.seq == 0 ? "none" : "set");
    for (uint32_t i = 0; i < count; i++) {
        printf(" %u", members[i]);
    }
    say("");
    events++;
}

static void bad_handles(void)
{
    cpg_handle_t handle = NO_HANDLE;
    struct cpg_name name;
    struct cpg_address members[CPG_MEMBERS_MAX];
    struct cpg_iteration_description_t item;
    cpg_iteration_handle_t iteration;
    cpg_flow_control_state_t flow;
    unsigned int nodeid;
    uint32_t size;
    void *pointer;
    int fd, count = CPG_MEMBERS_MAX;
    struct iovec iov = {"x", 1};
    char memory[128];
    group(&name, "walk", 4);
    say("# bad handles");
    CALL(cpg_finalize(handle));
    CALL(cpg_fd_get(handle, &fd));
    CALL(cpg_max_atomic_msgsize_get(handle, &size));
    CALL(cpg_context_get(handle, &pointer));
    CALL(cpg_context_set(handle, NULL));
    CALL(cpg_dispatch(handle, CS_DISPATCH_ALL));
    CALL(cpg_join(handle, &name));
    CALL(cpg_leave(handle, &name));
    CALL(cpg_mcast_joined(handle, CPG_TYPE_AGREED, &iov, 1));
    CALL(cpg_membership_get(handle, &name, members, &count));
    CALL(cpg_local_get(handle, &nodeid));
    CALL(cpg_flow_control_state_get(handle, &flow));
    CALL(cpg_zcb_alloc(handle, 16, &pointer));
    CALL(cpg_zcb_free(handle, memory + 100));
    CALL(cpg_zcb_mcast_joined(handle, CPG_TYPE_AGREED, memory + 100, 1));
    CALL(cpg_iteration_initialize(handle, CPG_ITERATION_ALL, NULL, &iteration));
    CALL(cpg_iteration_next(NO_HANDLE, &item));
    CALL(cpg_iteration_finalize(NO_HANDLE));
}

static void show_members(cpg_handle_t handle, struct cpg_name *name)
{
    struct cpg_address members[CPG_MEMBERS_MAX];
    int count = CPG_MEMBERS_MAX;
    memset(members, 0, sizeof(members));
    if (CALL(cpg_membership_get(handle, name, members, &count)) == CS_OK) {
        printf("  %d:", count);
        /* the reasons are whatever the memory held */
        say_list("", members, (size_t)count, 0);
        say("");
    }
}

static void iterate(cpg_handle_t handle, cpg_iteration_type_t type, const struct cpg_name *name)
{
    cpg_iteration_handle_t iteration;
    struct cpg_iteration_description_t item;
    cs_error_t error;
    say("iteration of type %d", type);
    if (CALL(cpg_iteration_initialize(handle, type, name, &iteration)) != CS_OK) {
        return;
    }
    while ((error = cpg_iteration_next(iteration, &item)) == CS_OK) {
        say("  %u \"%.*s\" node %u process %s", item.group.length, (int)item.group.length, item.group.value,
            item.nodeid, name_of_process(item.pid));
    }
    called("cpg_iteration_next(at the end)", error);
    CALL(cpg_iteration_next(iteration, &item));
    CALL(cpg_iteration_finalize(iteration));
    CALL(cpg_iteration_finalize(iteration));
}

static void send_bytes(cpg_handle_t handle, cpg_guarantee_t guarantee, size_t length, unsigned int pieces)
{
    unsigned char *bytes = malloc(length + 1);
    struct iovec iov[8];
    cs_error_t error;
    for (size_t i = 0; i < length; i++) {
        bytes[i] = byte_of(i);
    }
    for (unsigned int i = 0; i < pieces; i++) {
        size_t from = length * i / pieces;
        iov[i].iov_base = bytes + from;
        iov[i].iov_len = length * (i + 1) / pieces - from;
    }
    do {
        error = cpg_mcast_joined(handle, guarantee, iov, pieces);
    } while (error == CS_ERR_TRY_AGAIN && usleep(1000) == 0);
    printf("%zu bytes in %u, ", length, pieces);
    called("cpg_mcast_joined", error);
    free(bytes);
}

static void zero_copy(cpg_handle_t handle, int fd, int joined)
{
    void *buffer, *second;
    unsigned char *bytes;
    say("# zero copy, %s", joined ? "joined" : "not joined");
    MUST(cpg_zcb_alloc(handle, 100000, &buffer));
    MUST(cpg_zcb_alloc(handle, 0, &second));
    bytes = buffer;
    for (size_t i = 0; i < 100000; i++) {
        bytes[i] = byte_of(i);
    }
    PATIENTLY(cpg_zcb_mcast_joined(handle, CPG_TYPE_AGREED, buffer, 5));
    if (joined) {
        AWAIT_EVENTS(fd, events + 1, cpg_dispatch(handle, CS_DISPATCH_ONE));
    }
    PATIENTLY(cpg_zcb_mcast_joined(handle, CPG_TYPE_AGREED, second, 0));
    if (joined) {
        AWAIT_EVENTS(fd, events + 1, cpg_dispatch(handle, CS_DISPATCH_ONE));
    }
    CALL(cpg_zcb_free(handle, second));
    PATIENTLY(cpg_zcb_mcast_joined(handle, CPG_TYPE_SAFE, buffer, 100000));
    if (joined) {
        AWAIT_EVENTS(fd, events + 1, cpg_dispatch(handle, CS_DISPATCH_ONE));
    }
    CALL(cpg_zcb_mcast_joined(handle, CPG_TYPE_AGREED, buffer, 2000000));
    CALL(cpg_zcb_free(handle, buffer));
    MUST(cpg_zcb_alloc(handle, 1047552, &buffer));
    bytes = buffer;
    for (size_t i = 0; i < 1047552; i++) {
        bytes[i] = byte_of(i);
    }
    PATIENTLY(cpg_zcb_mcast_joined(handle, CPG_TYPE_AGREED, buffer, 1047552));
    if (joined) {
        AWAIT_EVENTS(fd, events + 1, cpg_dispatch(handle, CS_DISPATCH_ONE));
    }
    CALL(cpg_zcb_free(handle, buffer));
}

static void not_joined(cpg_handle_t handle, int fd)
{
    struct cpg_name name, longer;
    unsigned int nodeid = 0;
    uint32_t size = 0;
    cpg_flow_control_state_t flow;
    group(&name, "walk", 4);
    group(&longer, "", 0);
    longer.length = CPG_MAX_NAME_LENGTH + 1;
    say("# not joined");
    CALL(cpg_max_atomic_msgsize_get(handle, &size));
    say("  %u bytes", size);
    CALL(cpg_local_get(handle, &nodeid));
    self = nodeid;
    say("  node %u", nodeid);
    CALL(cpg_flow_control_state_get(handle, &flow));
    say("  flow control %d", flow);
    CALL(cpg_dispatch(handle, CS_DISPATCH_ALL));
    CALL(cpg_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING));
    PATIENTLY(cpg_leave(handle, &name));
    PATIENTLY(cpg_leave(handle, &longer));
    PATIENTLY(cpg_join(handle, &longer));
    send_bytes(handle, CPG_TYPE_AGREED, 10, 1);
    send_bytes(handle, CPG_TYPE_AGREED, 2000000, 1);
    show_members(handle, &name);
    zero_copy(handle, fd, 0);
}

static void messages(cpg_handle_t handle, int fd)
{
    static const size_t lengths[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1000, 65536, 100000, 1047552, 1047553, 3000000};
    say("# messages");
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        send_bytes(handle, CPG_TYPE_AGREED, lengths[i], 1);
        AWAIT_EVENTS(fd, events + 1, cpg_dispatch(handle, CS_DISPATCH_ONE));
    }
    send_bytes(handle, CPG_TYPE_AGREED, 1000, 8);
    send_bytes(handle, CPG_TYPE_AGREED, 2200000, 2);
    send_bytes(handle, CPG_TYPE_AGREED, 0, 0);
    send_bytes(handle, CPG_TYPE_UNORDERED, 11, 1);
    send_bytes(handle, CPG_TYPE_FIFO, 12, 1);
    send_bytes(handle, CPG_TYPE_SAFE, 13, 1);
    AWAIT_EVENTS(fd, events + 6, cpg_dispatch(handle, CS_DISPATCH_ONE));
    CALL(cpg_dispatch(handle, CS_DISPATCH_ALL));
}

/* A process that joins and ends without a word, and one that is killed. */
static void processes(cpg_handle_t handle, int fd, struct cpg_name *name)
{
    say("# processes that die");
    for (int killed = 0; killed < 2; killed++) {
        pid_t child = fork();
        if (child == 0) {
            cpg_handle_t own;
            cpg_callbacks_t none = {NULL, NULL};
            while (cpg_initialize(&own, &none) == CS_ERR_TRY_AGAIN) {
                usleep(10000);
            }
            while (cpg_join(own, name) == CS_ERR_TRY_AGAIN) {
                usleep(10000);
            }
            if (killed) {
                pause();
            }
            _exit(0);
        }
        AWAIT_EVENTS(fd, events + 1, cpg_dispatch(handle, CS_DISPATCH_ONE));
        kill(child, killed ? SIGKILL : 0);
        AWAIT_EVENTS(fd, events + 1, cpg_dispatch(handle, CS_DISPATCH_ONE));
        waitpid(child, NULL, 0);
    }
}

static void joined(cpg_handle_t handle, int fd)
{
    struct cpg_name name, other, binary;
    cpg_handle_t second;
    cpg_callbacks_t callbacks = {.cpg_deliver_fn = on_deliver, .cpg_confchg_fn = on_confchg};
    int second_fd = -1;
    group(&name, "walk", 4);
    group(&other, "other", 5);
    group(&binary, "a\0b\\\x01 z", 7);
    say("# joins");
    PATIENTLY(cpg_join(handle, &name));
    AWAIT_EVENTS(fd, 2, cpg_dispatch(handle, CS_DISPATCH_ONE));
    PATIENTLY(cpg_join(handle, &name));
    PATIENTLY(cpg_join(handle, &other));
    MUST(cpg_initialize(&second, &callbacks));
    CALL(cpg_context_set(second, "second"));
    CALL(cpg_fd_get(second, &second_fd));
    PATIENTLY(cpg_join(second, &name));
    PATIENTLY(cpg_join(second, &binary));
    AWAIT_EVENTS(second_fd, events + 1, cpg_dispatch(second, CS_DISPATCH_ONE));
    show_members(handle, &name);
    show_members(handle, &binary);
    show_members(handle, &other);
    say("# iterations");
    iterate(handle, CPG_ITERATION_NAME_ONLY, NULL);
    iterate(handle, CPG_ITERATION_ALL, NULL);
    iterate(handle, CPG_ITERATION_ONE_GROUP, &name);
    iterate(handle, CPG_ITERATION_ONE_GROUP, &other);
    iterate(handle, CPG_ITERATION_ONE_GROUP, NULL);
    iterate(handle, 0, NULL);
    iterate(handle, 9, NULL);
    messages(handle, fd);
    zero_copy(handle, fd, 1);
    send_bytes(second, CPG_TYPE_AGREED, 20, 1);
    AWAIT_EVENTS(second_fd, events + 1, cpg_dispatch(second, CS_DISPATCH_ONE));
    processes(handle, fd, &name);
    say("# leaves");
    PATIENTLY(cpg_leave(second, &binary));
    AWAIT_EVENTS(second_fd, events + 1, cpg_dispatch(second, CS_DISPATCH_ONE));
    CALL(cpg_finalize(second));
    CALL(cpg_finalize(second));
    PATIENTLY(cpg_leave(handle, &name));
    AWAIT_EVENTS(fd, events + 1, cpg_dispatch(handle, CS_DISPATCH_ONE));
    PATIENTLY(cpg_leave(handle, &name));
    show_members(handle, &name);
    send_bytes(handle, CPG_TYPE_AGREED, 20, 1);
    CALL(cpg_dispatch(handle, CS_DISPATCH_ALL));
    CALL(cpg_finalize(handle));
    CALL(cpg_dispatch(handle, CS_DISPATCH_ALL));
}

int main(void)
{
    cpg_model_v1_data_t model = {
        .model = CPG_MODEL_V1,
        .cpg_deliver_fn = on_deliver,
        .cpg_confchg_fn = on_confchg,
        .cpg_totem_confchg_fn = on_ring,
        .flags = CPG_MODEL_V1_DELIVER_INITIAL_TOTEM_CONF,
    };
    cpg_handle_t handle;
    void *context = NULL;
    int fd = -1;
    first_pid = getpid();
    bad_handles();
    say("# connections");
    CALL(cpg_model_initialize(&handle, 7, (cpg_model_data_t *)&model, NULL));
    model.flags = 0x10;
    PATIENTLY(cpg_model_initialize(&handle, CPG_MODEL_V1, (cpg_model_data_t *)&model, NULL));
    model.flags = CPG_MODEL_V1_DELIVER_INITIAL_TOTEM_CONF;
    MUST(cpg_model_initialize(&handle, CPG_MODEL_V1, (cpg_model_data_t *)&model, "first"));
    CALL(cpg_context_get(handle, &context));
    say("  %s", (const char *)context);
    CALL(cpg_fd_get(handle, &fd));
    say("  descriptor %s", fd >= 0 ? "yes" : "no");
    not_joined(handle, fd);
    joined(handle, fd);
    return 0;
}
