package org.choros.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class VoteInfoTest {

    private static String explain(int expected, int total, int quorum, int deviceVotes, int flags) {
        return new VoteInfo(1, NodeState.MEMBER, 1, expected, expected, total, quorum, flags, deviceVotes, "Qdevice")
                .explanation();
    }

    @Test
    void shouldCountTheDeviceApart() {
        int served = VoteInfo.DEVICE_REGISTERED | VoteInfo.DEVICE_ALIVE;
        assertEquals("quorate: expected 5, have 2 + device 1, need 3",
                explain(5, 3, 3, 1, VoteInfo.QUORATE | served | VoteInfo.DEVICE_CAST_VOTE));
        assertEquals("not quorate: expected 5, have 2 + device 0, need 3", explain(5, 2, 3, 1, served));
        assertEquals("not quorate: expected 5, have 2, need 3", explain(5, 2, 3, 1, 0));
    }

    @Test
    void shouldNameWhatDecidedAgainstTheVotes() {
        assertEquals("quorate: expected 4, have 2, need 3; tie broken",
                explain(4, 2, 3, 0, VoteInfo.QUORATE | VoteInfo.AUTO_TIE_BREAKER));
        assertEquals("not quorate: expected 4, have 2, need 3", explain(4, 2, 3, 0, VoteInfo.AUTO_TIE_BREAKER));
        int master = VoteInfo.DEVICE_REGISTERED | VoteInfo.DEVICE_CAST_VOTE | VoteInfo.DEVICE_MASTER_WINS;
        assertEquals("quorate: expected 7, have 1 + device 1, need 4; the quorum device is with us, master wins",
                explain(7, 2, 4, 1, VoteInfo.QUORATE | master));
        assertEquals("not quorate: expected 2, have 1, need 1; waits for all",
                explain(2, 1, 1, 0, VoteInfo.WAIT_FOR_ALL | VoteInfo.TWO_NODE));
        assertEquals("quorate: expected 2, have 1, need 1; two_node",
                explain(2, 1, 1, 0, VoteInfo.QUORATE | VoteInfo.TWO_NODE | VoteInfo.WAIT_FOR_ALL));
    }
}
