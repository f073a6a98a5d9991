/*
 * Calls every function of libsam, rightly and wrongly, and writes what came of it.
 */
#include "supervised.h"

static int healthy(void)
{
    return 0;
}

static int checks;

static int ill_after_two(void)
{
    return ++checks > 2;
}

static void states(void)
{
    size_t size = 77;
    char data[8] = "";
    unsigned int instance = 77;
    say("before anything");
    CALL(sam_finalize());
    CALL(sam_start());
    CALL(sam_stop());
    CALL(sam_warn_signal_set(SIGUSR1));
    CALL(sam_register(&instance));
    CALL(sam_hc_send());
    CALL(sam_hc_callback_register(healthy));
    CALL(sam_data_getsize(&size));
    CALL(sam_data_restore(data, sizeof(data)));
    CALL(sam_data_store("data", 5));
    CALL(sam_mark_failed());
    CALL(sam_initialize(0, 0));
    CALL(sam_initialize(0, SAM_RECOVERY_POLICY_QUIT | SAM_RECOVERY_POLICY_RESTART));
    CALL(sam_initialize(0, SAM_RECOVERY_POLICY_QUORUM));
    CALL(sam_initialize(0, 0x20));
    say("initialised");
    CALL(sam_initialize(0, SAM_RECOVERY_POLICY_QUIT));
    CALL(sam_initialize(0, SAM_RECOVERY_POLICY_QUIT));
    CALL(sam_start());
    CALL(sam_stop());
    CALL(sam_hc_send());
    CALL(sam_hc_callback_register(healthy));
    CALL(sam_mark_failed());
    CALL(sam_warn_signal_set(SIGUSR1));
    CALL(sam_data_getsize(NULL));
    CALL(sam_data_getsize(&size));
    say("  %zu", size);
    CALL(sam_data_restore(NULL, 8));
    CALL(sam_data_restore(data, sizeof(data)));
    CALL(sam_data_store("data", 5));
    CALL(sam_data_getsize(&size));
    say("  %zu", size);
    CALL(sam_data_restore(data, 4));
    CALL(sam_data_restore(data, sizeof(data)));
    say("  %s", data);
    CALL(sam_data_store(NULL, 5));
    CALL(sam_data_getsize(&size));
    say("  %zu", size);
    CALL(sam_finalize());
    CALL(sam_finalize());
    CALL(sam_initialize(0, SAM_RECOVERY_POLICY_QUIT));
}

static void registered(void)
{
    unsigned int instance = 0;
    size_t size = 0;
    char data[8] = "";
    CALL(sam_initialize(0, SAM_RECOVERY_POLICY_RESTART));
    CALL(sam_register(&instance));
    say("  instance %u", instance);
    CALL(sam_register(&instance));
    CALL(sam_hc_callback_register(healthy));
    CALL(sam_mark_failed());
    CALL(sam_stop());
    CALL(sam_hc_send());
    CALL(sam_data_getsize(&size));
    CALL(sam_data_restore(data, sizeof(data)));
    say("  %zu bytes \"%s\"", size, data);
    CALL(sam_data_store(instance == 1 ? "one" : "two", 4));
    CALL(sam_start());
    CALL(sam_start());
    CALL(sam_hc_send());
    CALL(sam_warn_signal_set(SIGUSR2));
    if (instance < 3) {
        _exit(5);
    }
    CALL(sam_stop());
    CALL(sam_start());
    CALL(sam_stop());
    CALL(sam_finalize());
    _exit(6);
}

static void silent(void)
{
    unsigned int instance = 0;
    CALL(sam_initialize(300, SAM_RECOVERY_POLICY_QUIT));
    CALL(sam_warn_signal_set(SIGUSR1));
    CALL(sam_register(&instance));
    signal(SIGUSR1, on_warning);
    CALL(sam_start());
    for (;;) {
        pause();
    }
}

static void checked(void)
{
    unsigned int instance = 0;
    CALL(sam_initialize(400, SAM_RECOVERY_POLICY_QUIT));
    CALL(sam_register(NULL));
    CALL(sam_hc_callback_register(NULL));
    CALL(sam_hc_callback_register(ill_after_two));
    signal(SIGTERM, on_warning);
    CALL(sam_start());
    (void)instance;
    for (;;) {
        pause();
    }
}

static void in_the_map(void)
{
    unsigned int instance = 0;
    server = getpid();
    CALL(sam_initialize(10000, SAM_RECOVERY_POLICY_QUIT | SAM_RECOVERY_POLICY_CMAP));
    CALL(sam_register(&instance));
    say("  instance %u", instance);
    show_keys();
    CALL(sam_start());
    show_keys();
    CALL(sam_hc_send());
    CALL(sam_stop());
    show_keys();
    CALL(sam_start());
    CALL(sam_stop());
    CALL(sam_finalize());
    _exit(0);
}

static void marked(void)
{
    unsigned int instance = 0;
    server = getpid();
    CALL(sam_initialize(10000, SAM_RECOVERY_POLICY_RESTART | SAM_RECOVERY_POLICY_CMAP));
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

static void with_quorum(void)
{
    unsigned int instance = 0;
    CALL(sam_initialize(0, SAM_RECOVERY_POLICY_QUORUM_RESTART));
    CALL(sam_register(&instance));
    say("  instance %u", instance);
    CALL(sam_start());
    CALL(sam_hc_send());
    if (instance < 2) {
        _exit(0);
    }
    CALL(sam_stop());
    CALL(sam_finalize());
    _exit(4);
}

static void run(const char *title, void (*part)(void), int keys)
{
    say("# %s", title);
    supervise(part, keys);
}

int main(void)
{
    run("states", states, 0);
    run("restarts", registered, 0);
    run("no heartbeat", silent, 0);
    run("health checks", checked, 0);
    run("keys in the map", in_the_map, 1);
    run("marked as failed", marked, 1);
    run("quorum", with_quorum, 0);
    return 0;
}
