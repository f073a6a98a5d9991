package org.choros.totem.ring;

import static org.choros.totem.ring.Seat.ALL;
import static org.choros.totem.ring.Seat.FIRST_SEQ;
import static org.choros.totem.ring.Seat.STRANGER;

import java.util.List;

/**
 * Spec 4.16, every event while the token of an idle ring is held.
 *
 * <p>
 * SELF is the node itself, NEXT the one behind it; where there are two texts, the second is that of a member that is
 * not the representative.
 */
class CellsHeldTest {
    /**
     * 4.8: what the representative has sent before and somebody sends again is old; the others get the token after
     * the hold time, and pass it on.
     */
    @EachSeat
    void regularTokenInHeld(Seat s) {
        s.does(List.of(s.on(s.peers.token(s.out.lastToken, s.previous, s.isRepresentative() ? 0 : 2, v -> {
        }))), """
                counts orf_token_rx
                next 500
                """, """
                >NEXT TOKEN ring 1.8 tseq 109 seq 0 aru 0 by 0 backlog 0 sent 0
                counts orf_token_rx
                next 700
                """);
    }

    /** 4.14: delivered; the token that comes next will show the news. */
    @EachSeat
    void frameOfMyRingInHeld(Seat s) {
        s.does(List.of(s.on(s.peers.frame(3, s.first(), 1, "a"))), """
                deliver 1 of 3 a
                counts mcast_rx
                next 500
                """, """
                deliver 1 of 3 a
                counts mcast_rx
                next 700
                """);
    }

    /** 4.14: gather; whoever kept the token has none now. */
    @EachSeat
    void frameOfAnotherRingInHeld(Seat s) {
        s.does(List.of(s.on(s.peers.frame(STRANGER, s.foreign(), 1, "x")), s.pass(49)), """
                GATHER FOREIGN_MESSAGE_OPERATIONAL
                >* JOIN from SELF wants 1 2 3 9 failed - seq 8
                counts memb_join_tx mcast_rx gather_entered continuous_gather
                next 50
                --
                next 1
                """);
    }

    /** 4.15: gather with the sender. */
    @EachSeat
    void mergeDetectInHeld(Seat s) {
        s.does(List.of(s.on(s.peers.mergeDetect(3, s.ring.ringId())), s.on(s.peers.mergeDetect(STRANGER, s.foreign()))),
                """
                        counts memb_merge_detect_rx
                        next 500
                        --
                        GATHER MERGE_OPERATIONAL
                        >* JOIN from SELF wants 1 2 3 9 failed - seq 8
                        counts memb_merge_detect_rx memb_join_tx gather_entered continuous_gather
                        next 50
                        """, """
                        counts memb_merge_detect_rx
                        next 700
                        --
                        GATHER MERGE_OPERATIONAL
                        >* JOIN from SELF wants 1 2 3 9 failed - seq 8
                        counts memb_merge_detect_rx memb_join_tx gather_entered continuous_gather
                        next 50
                        """);
    }

    /** 4.5: as when the token moves. */
    @EachSeat
    void joinInHeld(Seat s) {
        s.does(List.of(s.on(s.peers.join(3, FIRST_SEQ, ALL, List.of()))), """
                GATHER JOIN_OPERATIONAL
                >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx memb_join_rx gather_entered continuous_gather
                next 50
                """);
    }

    /** 4.6: ignored. */
    @EachSeat
    void commitTokenInHeld(Seat s) {
        s.does(List.of(s.on(s.complete(FIRST_SEQ, s.first(), 0))), """
                counts memb_commit_token_rx
                next 500
                """, """
                counts memb_commit_token_rx
                next 700
                """);
    }

    /** 4.15: the representative sends the token that it keeps. */
    @EachSeat
    void holdCancelInHeld(Seat s) {
        s.does(List.of(s.on(s.peers.holdCancel(3, s.first()))), """
                >NEXT TOKEN ring 1.8 tseq 93 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_hold_cancel_rx token_retransmits
                next 500
                """, """
                counts token_hold_cancel_rx
                next 700
                """);
    }

    /** 4.11: gather when the token does not come back, also after the representative sent what it kept. */
    @EachSeat
    void tokenLossTimerInHeld(Seat s) {
        s.does(List.of(s.pass(4999), s.pass(1)), """
                2 times >2 TOKEN ring 1.8 tseq 93 seq 0 aru 0 by 0 backlog 0 sent 0
                >* MERGE from 1 ring 1.8
                6 times >2 TOKEN ring 1.8 tseq 93 seq 0 aru 0 by 0 backlog 0 sent 0
                counts memb_merge_detect_tx token_retransmits*7
                next 1
                --
                log A processor failed, forming new configuration: token timed out (5000ms), waiting \
                1200ms for consensus.
                check interfaces
                GATHER TOKEN_LOST_OPERATIONAL
                >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx operational_token_lost gather_entered continuous_gather
                next 50
                """, """
                7 times >3 TOKEN ring 1.8 tseq 106 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits*7
                next 1
                --
                log A processor failed, forming new configuration: token timed out (5000ms), waiting \
                1200ms for consensus.
                check interfaces
                GATHER TOKEN_LOST_OPERATIONAL
                >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx operational_token_lost gather_entered continuous_gather
                next 50
                """);
    }

    /** 3.4: as when the token moves; the representative's hold timer is sooner. */
    @EachSeat
    void tokenRetransmitTimerInHeld(Seat s) {
        s.does(List.of(s.pass(699), s.pass(1)), """
                >NEXT TOKEN ring 1.8 tseq 93 seq 0 aru 0 by 0 backlog 0 sent 0
                next 1
                --
                >NEXT TOKEN ring 1.8 tseq 93 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 200
                """, """
                next 1
                --
                >NEXT TOKEN ring 1.8 tseq 106 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 200
                """);
    }

    /** 3.4: the representative sends on what it keeps, once. */
    @EachSeat
    void holdRetransmitTimerInHeld(Seat s) {
        s.does(List.of(s.pass(499), s.pass(1), s.pass(199)), """
                next 1
                --
                >NEXT TOKEN ring 1.8 tseq 93 seq 0 aru 0 by 0 backlog 0 sent 0
                next 200
                --
                next 1
                """, """
                next 201
                --
                next 200
                --
                next 1
                """);
    }

    /** 4.15: while nothing happens the representative shows the ring once a token. */
    @EachSeat
    void mergeTimerInHeld(Seat s) {
        s.does(List.of(s.pass(899), s.pass(1)), """
                2 times >2 TOKEN ring 1.8 tseq 93 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 1
                --
                >* MERGE from 1 ring 1.8
                counts memb_merge_detect_tx
                next 100
                """, """
                >NEXT TOKEN ring 1.8 tseq 106 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 1
                --
                next 100
                """);
    }

    /** Not running. */
    @EachSeat
    void joinTimerInHeld(Seat s) {
        s.does(List.of(s.pass(50)), """
                next 450
                """, """
                next 650
                """);
    }

    /** Not running. */
    @EachSeat
    void consensusTimerInHeld(Seat s) {
        s.does(List.of(s.pass(1199), s.pass(1)), """
                2 times >2 TOKEN ring 1.8 tseq 93 seq 0 aru 0 by 0 backlog 0 sent 0
                >* MERGE from 1 ring 1.8
                counts memb_merge_detect_tx token_retransmits
                next 201
                --
                next 200
                """, """
                >NEXT TOKEN ring 1.8 tseq 106 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 201
                --
                next 200
                """);
    }

    /** 5.5: gather. */
    @EachSeat
    void interfaceUpInHeld(Seat s) {
        s.does(List.of(s.interfaceUp()), """
                GATHER INTERFACE_CHANGE
                >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx gather_entered continuous_gather
                next 50
                """);
    }
}
