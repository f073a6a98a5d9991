package org.choros.totem.ring;

import static org.choros.totem.ring.Seat.ALL;
import static org.choros.totem.ring.Seat.FIRST_SEQ;
import static org.choros.totem.ring.Seat.STRANGER;

import java.util.List;

/**
 * Spec 4.16, every event before the first interface is up.
 *
 * <p>
 * SELF is the node itself, NEXT the one behind it; where there are two texts, the second is that of a member that is
 * not the representative.
 */
class CellsUnboundTest {
    /** 4.2: before the first interface is up nothing is heard and no timer runs. */
    @EachSeat
    void regularTokenInUnbound(Seat s) {
        s.does(List.of(s.on(s.peers.token(s.previous, s.first(), 1, 0))), """
                next never
                """);
    }

    /** 4.2: before the first interface is up nothing is heard and no timer runs. */
    @EachSeat
    void frameOfMyRingInUnbound(Seat s) {
        s.does(List.of(s.on(s.peers.frame(3, s.first(), 1, "a"))), """
                next never
                """);
    }

    /** 4.2: before the first interface is up nothing is heard and no timer runs. */
    @EachSeat
    void frameOfAnotherRingInUnbound(Seat s) {
        s.does(List.of(s.on(s.peers.frame(STRANGER, s.foreign(), 1, "x"))), """
                next never
                """);
    }

    /** 4.2: before the first interface is up nothing is heard and no timer runs. */
    @EachSeat
    void mergeDetectInUnbound(Seat s) {
        s.does(List.of(s.on(s.peers.mergeDetect(STRANGER, s.foreign()))), """
                next never
                """);
    }

    /** 4.2: before the first interface is up nothing is heard and no timer runs. */
    @EachSeat
    void joinInUnbound(Seat s) {
        s.does(List.of(s.on(s.peers.join(3, FIRST_SEQ, ALL, List.of()))), """
                next never
                """);
    }

    /** 4.2: before the first interface is up nothing is heard and no timer runs. */
    @EachSeat
    void commitTokenInUnbound(Seat s) {
        s.does(List.of(s.on(s.peers.commit(s.previous, s.first(), 1, 1, ALL, s.foreign(), 0))), """
                next never
                """);
    }

    /** 4.2: before the first interface is up nothing is heard and no timer runs. */
    @EachSeat
    void holdCancelInUnbound(Seat s) {
        s.does(List.of(s.on(s.peers.holdCancel(3, s.first()))), """
                next never
                """);
    }

    /** 4.2: before the first interface is up nothing is heard and no timer runs. */
    @EachSeat
    void tokenLossTimerInUnbound(Seat s) {
        s.does(List.of(s.pass(5000)), """
                next never
                """);
    }

    /** 4.2: before the first interface is up nothing is heard and no timer runs. */
    @EachSeat
    void tokenRetransmitTimerInUnbound(Seat s) {
        s.does(List.of(s.pass(700)), """
                next never
                """);
    }

    /** 4.2: before the first interface is up nothing is heard and no timer runs. */
    @EachSeat
    void holdRetransmitTimerInUnbound(Seat s) {
        s.does(List.of(s.pass(500)), """
                next never
                """);
    }

    /** 4.2: before the first interface is up nothing is heard and no timer runs. */
    @EachSeat
    void mergeTimerInUnbound(Seat s) {
        s.does(List.of(s.pass(900)), """
                next never
                """);
    }

    /** 4.2: before the first interface is up nothing is heard and no timer runs. */
    @EachSeat
    void joinTimerInUnbound(Seat s) {
        s.does(List.of(s.pass(50)), """
                next never
                """);
    }

    /** 4.2: before the first interface is up nothing is heard and no timer runs. */
    @EachSeat
    void consensusTimerInUnbound(Seat s) {
        s.does(List.of(s.pass(1200)), """
                next never
                """);
    }

    /**
     * 4.2: the ring begins: it gathers alone, hears itself, and forms a ring of one. Another link, or one that is
     * down, does not begin it.
     */
    @EachSeat
    void interfaceUpInUnbound(Seat s) {
        s.does(List.of(s.otherInterface(), s.interfaceUp()), """
                next never
                --
                GATHER INTERFACE_CHANGE
                >* JOIN from SELF wants 1 failed - seq 1
                counts memb_join_tx gather_entered continuous_gather
                next 50
                """, """
                next never
                --
                GATHER INTERFACE_CHANGE
                >* JOIN from SELF wants 2 failed - seq 1
                counts memb_join_tx gather_entered continuous_gather
                next 50
                """);
    }
}
