/*
 * Policy quit, with signs of life that the program sends itself. Nobody minds that it is silent while it is stopped;
 * silent while it is started, it is warned, then killed, and that was it.
 */
#include "supervised.h"

static void part(void)
{
    unsigned int instance = 0;
    CALL(sam_initialize(2000, SAM_RECOVERY_POLICY_QUIT));
    CALL(sam_warn_signal_set(SIGUSR1));
    CALL(sam_register(&instance));
    say("  instance %u", instance);
    signal(SIGUSR1, on_warning);
    CALL(sam_start());
    for (int i = 0; i < 12; i++) {
        usleep(200000);
        if (sam_hc_send() != CS_OK) {
            say("a sign of life was refused");
        }
    }
    say("twelve signs of life in more than an interval");
    CALL(sam_stop());
    CALL(sam_hc_send());
    usleep(4500000);
    say("two intervals of silence, stopped");
    CALL(sam_start());
    CALL(sam_hc_send());
    say("silent");
    for (;;) {
        pause();
    }
}

int main(void)
{
    supervise(part, 0);
    return 0;
}
