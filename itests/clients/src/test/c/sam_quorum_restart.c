/*
 * Policy quorum_restart: runs while the cluster is quorate, is warned when it is no more, and is started again, which
 * takes until the cluster is quorate again.
 */
#include "supervised.h"

static void on_loss(int number)
{
    on_warning(number);
    _exit(8);
}

static void part(void)
{
    unsigned int instance = 0;
    CALL(sam_initialize(0, SAM_RECOVERY_POLICY_QUORUM_RESTART));
    CALL(sam_register(&instance));
    say("  instance %u", instance);
    signal(SIGTERM, on_loss);
    CALL(sam_start());
    say("quorate");
    if (instance > 1) {
        CALL(sam_stop());
        CALL(sam_finalize());
        _exit(4);
    }
    for (;;) {
        pause();
    }
}

int main(void)
{
    supervise(part, 0);
    return 0;
}
