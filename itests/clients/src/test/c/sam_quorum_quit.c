/* Policy quorum_quit: runs while the cluster is quorate, is warned when it is no more, and ends for good. */
#include "supervised.h"

static void on_loss(int number)
{
    on_warning(number);
    _exit(8);
}

static void part(void)
{
    unsigned int instance = 0;
    CALL(sam_initialize(0, SAM_RECOVERY_POLICY_QUORUM_QUIT));
    CALL(sam_register(&instance));
    say("  instance %u", instance);
    signal(SIGTERM, on_loss);
    CALL(sam_start());
    say("quorate");
    for (;;) {
        pause();
    }
}

int main(void)
{
    supervise(part, 0);
    return 0;
}
