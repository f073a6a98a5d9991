/*
 * Calls every function of libcfg, rightly and wrongly, and writes what came of it. Neither the node nor another one
 * ends by it: a shutdown is refused by this process itself, and nobody is killed who is there.
 */
#include "transcript.h"
#include <arpa/inet.h>
#include <corosync/cfg.h>
#include <sys/wait.h>

static int answer = -1;

static void on_shutdown(corosync_cfg_handle_t handle, corosync_cfg_shutdown_flags_t flags)
{
    say("  asked whether to shut down, flags %d", flags);
    if (answer >= 0) {
        called("  corosync_cfg_replyto_shutdown", corosync_cfg_replyto_shutdown(handle, answer));
    }
    events++;
}

static void bad_handles(void)
{
    corosync_cfg_handle_t handle = NO_HANDLE;
    static struct corosync_cfg_node_status_v1 status;
    corosync_cfg_node_address_t addresses[8];
    char **names, **states;
    unsigned int count, nodeid;
    int number;
    int32_t fd;
    say("# bad handles");
    CALL(corosync_cfg_finalize(handle));
    CALL(corosync_cfg_fd_get(handle, &fd));
    CALL(corosync_cfg_dispatch(handle, CS_DISPATCH_ALL));
    CALL(corosync_cfg_ring_status_get(handle, &names, &states, &count));
    CALL(corosync_cfg_node_status_get(handle, 1, CFG_NODE_STATUS_V1, &status));
    CALL(corosync_cfg_kill_node(handle, 1, "because"));
    CALL(corosync_cfg_trackstart(handle, CS_TRACK_CHANGES));
    CALL(corosync_cfg_trackstop(handle));
    CALL(corosync_cfg_try_shutdown(handle, COROSYNC_CFG_SHUTDOWN_FLAG_REQUEST));
    CALL(corosync_cfg_replyto_shutdown(handle, COROSYNC_CFG_SHUTDOWN_FLAG_YES));
    CALL(corosync_cfg_get_node_addrs(handle, 1, 8, &number, addresses));
    CALL(corosync_cfg_local_get(handle, &nodeid));
    CALL(corosync_cfg_reload_config(handle));
    CALL(corosync_cfg_reopen_log_files(handle));
}

static void rings(corosync_cfg_handle_t handle)
{
    char **names = NULL, **states = NULL;
    unsigned int count = 0;
    say("# rings");
    MUST(corosync_cfg_ring_status_get(handle, &names, &states, &count));
    for (unsigned int i = 0; i < count; i++) {
        say("  \"%s\" \"%s\"", names[i], states[i]);
        free(names[i]);
        free(states[i]);
    }
    free(names);
    free(states);
}

static void nodes(corosync_cfg_handle_t handle)
{
    static const unsigned int ids[] = {0, 1, 2, 3, UINT32_MAX};
    unsigned int local = 0;
    say("# nodes");
    CALL(corosync_cfg_local_get(handle, &local));
    say("  node %u", local);
    for (size_t n = 0; n < sizeof(ids) / sizeof(ids[0]); n++) {
        static struct corosync_cfg_node_status_v1 status;
        corosync_cfg_node_address_t addresses[8];
        int count = 0;
        say("node %u", ids[n]);
        memset(&status, 0, sizeof(status));
        if (CALL(corosync_cfg_node_status_get(handle, ids[n], CFG_NODE_STATUS_V1, &status)) == CS_OK) {
            say("  version %d node %u reachable %u remote %u external %u onwire %u %u %u", status.version,
                status.nodeid, status.reachable, status.remote, status.external, status.onwire_min, status.onwire_max,
                status.onwire_ver);
            for (int i = 0; i < CFG_MAX_LINKS; i++) {
                struct corosync_knet_link_status_v1 *l = &status.link_status[i];
                say("  link %d enabled %u connected %u dynconnected %u mtu %u \"%s\" \"%s\"", i, l->enabled,
                    l->connected, l->dynconnected, l->mtu, l->src_ipaddr, l->dst_ipaddr);
            }
        }
        CALL(corosync_cfg_node_status_get(handle, ids[n], 0, &status));
        CALL(corosync_cfg_node_status_get(handle, ids[n], 2, &status));
        memset(addresses, 0, sizeof(addresses));
        if (CALL(corosync_cfg_get_node_addrs(handle, ids[n], 8, &count, addresses)) == CS_OK) {
            say("  %d addresses", count);
            for (int i = 0; i < count; i++) {
                struct sockaddr_storage *storage = (struct sockaddr_storage *)(void *)addresses[i].address;
                char text[INET6_ADDRSTRLEN] = "?";
                if (storage->ss_family == AF_INET) {
                    inet_ntop(AF_INET, &((struct sockaddr_in *)storage)->sin_addr, text, sizeof(text));
                } else {
                    inet_ntop(AF_INET6, &((struct sockaddr_in6 *)storage)->sin6_addr, text, sizeof(text));
                }
                say("  family %d %s", storage->ss_family, text);
            }
        }
    }
    CALL(corosync_cfg_node_status_get(handle, 1, CFG_NODE_STATUS_V1, NULL));
    CALL(corosync_cfg_kill_node(handle, 0, "nobody"));
    CALL(corosync_cfg_kill_node(handle, 77, "nobody"));
    CALL(corosync_cfg_kill_node(handle, 77, ""));
    {
        char longest[300];
        memset(longest, 'r', sizeof(longest));
        longest[256] = 0;
        CALL(corosync_cfg_kill_node(handle, 77, longest));
        longest[255] = 0;
        CALL(corosync_cfg_kill_node(handle, 77, longest));
    }
}

/* Another process asks for a shutdown, because the one that asks is not asked itself. */
static pid_t asks(corosync_cfg_shutdown_flags_t flags)
{
    pid_t child;
    fflush(stdout);
    child = fork();
    if (child == 0) {
        corosync_cfg_handle_t own;
        corosync_cfg_callbacks_t callbacks = {on_shutdown};
        cs_error_t error;
        while (corosync_cfg_initialize(&own, &callbacks) == CS_ERR_TRY_AGAIN) {
            usleep(10000);
        }
        while ((error = corosync_cfg_try_shutdown(own, flags)) == CS_ERR_TRY_AGAIN) {
            usleep(10000);
        }
        _exit(error);
    }
    return child;
}

static void told(pid_t child)
{
    int status = 0;
    waitpid(child, &status, 0);
    say("  the one that asks is told %d", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

static void shutdowns(corosync_cfg_handle_t handle, int fd)
{
    pid_t child;
    say("# shutdown");
    PATIENTLY(corosync_cfg_replyto_shutdown(handle, COROSYNC_CFG_SHUTDOWN_FLAG_YES));
    PATIENTLY(corosync_cfg_trackstop(handle));
    MUST(corosync_cfg_trackstart(handle, CS_TRACK_CHANGES));
    PATIENTLY(corosync_cfg_trackstart(handle, CS_TRACK_CHANGES));
    say("no");
    answer = COROSYNC_CFG_SHUTDOWN_FLAG_NO;
    child = asks(COROSYNC_CFG_SHUTDOWN_FLAG_REQUEST);
    AWAIT_EVENTS(fd, events + 1, corosync_cfg_dispatch(handle, CS_DISPATCH_ONE));
    told(child);
    say("asked while being asked");
    answer = -1;
    child = asks(COROSYNC_CFG_SHUTDOWN_FLAG_REQUEST);
    AWAIT_EVENTS(fd, events + 1, corosync_cfg_dispatch(handle, CS_DISPATCH_ONE));
    CALL(corosync_cfg_try_shutdown(handle, COROSYNC_CFG_SHUTDOWN_FLAG_REQUEST));
    PATIENTLY(corosync_cfg_replyto_shutdown(handle, COROSYNC_CFG_SHUTDOWN_FLAG_NO));
    told(child);
    say("flags that do not exist");
    answer = COROSYNC_CFG_SHUTDOWN_FLAG_NO;
    child = asks(9);
    AWAIT_EVENTS(fd, events + 1, corosync_cfg_dispatch(handle, CS_DISPATCH_ONE));
    told(child);
    say("no answer: it is a no, once the time is over");
    answer = -1;
    child = asks(COROSYNC_CFG_SHUTDOWN_FLAG_REQUEST);
    AWAIT_EVENTS(fd, events + 1, corosync_cfg_dispatch(handle, CS_DISPATCH_ONE));
    told(child);
    CALL(corosync_cfg_dispatch(handle, CS_DISPATCH_ALL));
    PATIENTLY(corosync_cfg_trackstop(handle));
    CALL(corosync_cfg_dispatch(handle, CS_DISPATCH_ALL));
    CALL(corosync_cfg_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING));
}

int main(void)
{
    corosync_cfg_handle_t handle;
    corosync_cfg_callbacks_t callbacks = {on_shutdown};
    int fd = -1;
    bad_handles();
    say("# connections");
    MUST(corosync_cfg_initialize(&handle, NULL));
    CALL(corosync_cfg_finalize(handle));
    MUST(corosync_cfg_initialize(&handle, &callbacks));
    CALL(corosync_cfg_fd_get(handle, &fd));
    say("  descriptor %s", fd >= 0 ? "yes" : "no");
    rings(handle);
    nodes(handle);
    say("# reload");
    PATIENTLY(corosync_cfg_reload_config(handle));
    PATIENTLY(corosync_cfg_reopen_log_files(handle));
    shutdowns(handle, fd);
    CALL(corosync_cfg_finalize(handle));
    CALL(corosync_cfg_finalize(handle));
    return 0;
}
