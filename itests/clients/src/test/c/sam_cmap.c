/*
 * The flag cmap: what becomes of a process stands in the map, where the watchdog of its node looks. One ends in order,
 * one is started anew, two mark themselves as failed, under either policy.
 */
#include "supervised.h"

#define INTERVAL_MS 5000

static void in_order(void)
{
    unsigned int instance = 0;
    server = getpid();
    CALL(sam_initialize(INTERVAL_MS, SAM_RECOVERY_POLICY_QUIT | SAM_RECOVERY_POLICY_CMAP));
    CALL(sam_register(&instance));
    say("  instance %u", instance);
    show_keys();
    CALL(sam_start());
    show_keys();
    CALL(sam_hc_send());
    CALL(sam_stop());
    show_keys();
    CALL(sam_start());
    show_keys();
    CALL(sam_stop());
    CALL(sam_finalize());
    _exit(5);
}

static void again(void)
{
    unsigned int instance = 0;
    server = getpid();
    CALL(sam_initialize(INTERVAL_MS, SAM_RECOVERY_POLICY_RESTART | SAM_RECOVERY_POLICY_CMAP));
    CALL(sam_register(&instance));
    say("  instance %u", instance);
    show_keys();
    CALL(sam_start());
    if (instance < 3) {
        _exit(1);
    }
    show_keys();
    CALL(sam_stop());
    CALL(sam_finalize());
    _exit(2);
}

static void failed(sam_recovery_policy_t policy)
{
    unsigned int instance = 0;
    server = getpid();
    CALL(sam_initialize(INTERVAL_MS, policy));
    CALL(sam_register(&instance));
    say("  instance %u", instance);
    CALL(sam_start());
    show_keys();
    say("marks itself");
    /* whether this returns before the supervisor kills is not told */
    sam_mark_failed();
    for (;;) {
        pause();
    }
}

static void failed_under_restart(void)
{
    failed(SAM_RECOVERY_POLICY_RESTART | SAM_RECOVERY_POLICY_CMAP);
}

static void failed_under_quit(void)
{
    failed(SAM_RECOVERY_POLICY_QUIT | SAM_RECOVERY_POLICY_CMAP);
}

int main(void)
{
    say("# quit");
    supervise(in_order, 1);
    say("# restart");
    supervise(again, 1);
    say("# failed under restart");
    supervise(failed_under_restart, 1);
    say("# failed under quit");
    supervise(failed_under_quit, 1);
    return 0;
}
