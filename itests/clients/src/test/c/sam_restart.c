/*
 * Policy restart, with health checks by a callback, and data that the supervisor keeps. The first one falls ill, the
 * second one ends without saying so, the third one stops and ends.
 */
#include "supervised.h"

static int checks;

static int healthy(void)
{
    return 0;
}

static int ill_at_the_second(void)
{
    return ++checks > 1;
}

static void show_data(void)
{
    size_t size = 77;
    char data[16] = "";
    CALL(sam_data_getsize(&size));
    CALL(sam_data_restore(data, sizeof(data)));
    say("  %zu bytes \"%s\"", size, data);
}

static void part(void)
{
    unsigned int instance = 0;
    CALL(sam_initialize(2000, SAM_RECOVERY_POLICY_RESTART));
    CALL(sam_data_store("nobody", 7));
    CALL(sam_register(&instance));
    say("  instance %u", instance);
    signal(SIGTERM, on_warning);
    show_data();
    CALL(sam_hc_callback_register(instance == 1 ? ill_at_the_second : healthy));
    CALL(sam_start());
    CALL(sam_hc_callback_register(healthy));
    switch (instance) {
    case 1:
        CALL(sam_data_store("the first", 10));
        for (;;) {
            pause();
        }
    case 2:
        CALL(sam_data_store("the second one", 15));
        _exit(3);
    default:
        CALL(sam_data_store(NULL, 0));
        show_data();
        CALL(sam_stop());
        CALL(sam_finalize());
        _exit(6);
    }
}

int main(void)
{
    supervise(part, 0);
    return 0;
}
