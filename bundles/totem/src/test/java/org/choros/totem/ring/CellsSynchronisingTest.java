package org.choros.totem.ring;

import static org.choros.totem.ring.Seat.FIRST_SEQ;
import static org.choros.totem.ring.Seat.STRANGER;

import java.util.List;

/**
 * Spec 4.16, every event operational, while the services still synchronise.
 *
 * <p>
 * SELF is the node itself, NEXT the one behind it; where there are two texts, the second is that of a member that is
 * not the representative.
 */
class CellsSynchronisingTest {
    /** 4.10: what is offered now is sent; what waits for the end of the synchronisation is sent after it. */
    @EachSeat
    void regularTokenInSynchronising(Seat s) {
        s.does(List.of(s.offer("sync"), s.on(s.returning(v -> {
        })), s.synchronised("after"), s.on(s.returning(v -> {
        }))), """
                next 700
                --
                >* MCAST ring 1.8 seq 1 of 1 4 bytes
                >NEXT TOKEN ring 1.8 tseq 15 seq 1 aru 1 by 0 backlog 1 sent 1
                deliver 1 of 1 sync
                counts orf_token_rx mcast_tx
                next 700
                --
                >NEXT TOKEN ring 1.8 tseq 21 seq 1 aru 1 by 0 backlog 0 sent 0
                counts orf_token_rx
                next 700
                complete
                reassembly normal
                next 700
                --
                >* MCAST ring 1.8 seq 2 of 1 5 bytes
                >NEXT TOKEN ring 1.8 tseq 24 seq 2 aru 2 by 0 backlog 1 sent 1
                deliver 2 of 1 after
                counts orf_token_rx mcast_tx
                next 700
                """, """
                next 700
                --
                >* MCAST ring 1.8 seq 1 of 2 4 bytes
                >NEXT TOKEN ring 1.8 tseq 13 seq 1 aru 1 by 0 backlog 1 sent 1
                deliver 1 of 2 sync
                counts orf_token_rx mcast_tx
                next 700
                --
                >NEXT TOKEN ring 1.8 tseq 19 seq 1 aru 1 by 0 backlog 0 sent 0
                counts orf_token_rx
                next 700
                complete
                reassembly normal
                next 700
                --
                >* MCAST ring 1.8 seq 2 of 2 5 bytes
                >NEXT TOKEN ring 1.8 tseq 22 seq 2 aru 2 by 0 backlog 1 sent 1
                deliver 2 of 2 after
                counts orf_token_rx mcast_tx
                next 700
                """);
    }

    /** 4.14: stored and delivered: the synchronisation consists of them. */
    @EachSeat
    void frameOfMyRingInSynchronising(Seat s) {
        s.does(List.of(s.on(s.peers.frame(3, s.first(), 1, "a"))), """
                deliver 1 of 3 a
                counts mcast_rx
                next 700
                """);
    }

    /** 4.14: gather; the synchronisation is not waited for. */
    @EachSeat
    void frameOfAnotherRingInSynchronising(Seat s) {
        s.settled().does(List.of(s.on(s.peers.frame(STRANGER, s.foreign(), 1, "x"))), """
                GATHER FOREIGN_MESSAGE_OPERATIONAL
                >* JOIN from SELF wants 1 2 3 9 failed - seq 8
                counts memb_join_tx mcast_rx gather_entered continuous_gather
                next 50
                """);
    }

    /** 4.15: gather. */
    @EachSeat
    void mergeDetectInSynchronising(Seat s) {
        s.settled()
                .does(List.of(s.on(s.peers.mergeDetect(3, s.ring.ringId())),
                        s.on(s.peers.mergeDetect(STRANGER, s.foreign()))),
                        """
                                counts memb_merge_detect_rx
                                next 700
                                --
                                GATHER MERGE_OPERATIONAL
                                >* JOIN from SELF wants 1 2 3 9 failed - seq 8
                                counts memb_merge_detect_rx memb_join_tx gather_entered continuous_gather
                                next 50
                                """);
    }

    /** 4.5: gather. */
    @EachSeat
    void joinInSynchronising(Seat s) {
        s.settled().does(List.of(s.on(s.peers.join(STRANGER, 20, List.of(STRANGER), List.of()))), """
                GATHER MERGE_JOIN
                >* JOIN from SELF wants 1 2 3 9 failed - seq 8
                counts memb_join_tx memb_join_rx gather_entered continuous_gather
                next 50
                """);
    }

    /** 4.6: ignored. */
    @EachSeat
    void commitTokenInSynchronising(Seat s) {
        s.does(List.of(s.on(s.complete(FIRST_SEQ, s.first(), 0))), """
                counts memb_commit_token_rx
                next 700
                """);
    }

    /** 4.15: the representative sends the token on. */
    @EachSeat
    void holdCancelInSynchronising(Seat s) {
        s.does(List.of(s.on(s.peers.holdCancel(3, s.first()))), """
                >NEXT TOKEN ring 1.8 tseq 12 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_hold_cancel_rx token_retransmits
                next 700
                """, """
                counts token_hold_cancel_rx
                next 700
                """);
    }

    /** 4.11: gather. */
    @EachSeat
    void tokenLossTimerInSynchronising(Seat s) {
        s.does(List.of(s.pass(4999), s.pass(1)), """
                >NEXT TOKEN ring 1.8 tseq 12 seq 0 aru 0 by 0 backlog 0 sent 0
                >* MERGE from 1 ring 1.8
                6 times >2 TOKEN ring 1.8 tseq 12 seq 0 aru 0 by 0 backlog 0 sent 0
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
                7 times >3 TOKEN ring 1.8 tseq 10 seq 0 aru 0 by 0 backlog 0 sent 0
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

    /** 3.4: the saved token again. */
    @EachSeat
    void tokenRetransmitTimerInSynchronising(Seat s) {
        s.does(List.of(s.pass(699), s.pass(1)), """
                next 1
                --
                >NEXT TOKEN ring 1.8 tseq 12 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 200
                """, """
                next 1
                --
                >NEXT TOKEN ring 1.8 tseq 10 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 200
                """);
    }

    /** 3.4: an idle token is held during a synchronisation too. */
    @EachSeat
    void holdRetransmitTimerInSynchronising(Seat s) {
        s.does(List.of(s.hold(), s.pass(499), s.pass(1)), """
                next 500
                --
                next 1
                --
                >NEXT TOKEN ring 1.8 tseq 93 seq 0 aru 0 by 0 backlog 0 sent 0
                next 200
                """, """
                next 700
                --
                next 201
                --
                next 200
                """);
    }

    /** 4.15: the representative shows the ring. */
    @EachSeat
    void mergeTimerInSynchronising(Seat s) {
        s.does(List.of(s.pass(899), s.pass(1)), """
                >NEXT TOKEN ring 1.8 tseq 12 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 1
                --
                >* MERGE from 1 ring 1.8
                counts memb_merge_detect_tx
                next 100
                """, """
                >NEXT TOKEN ring 1.8 tseq 10 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 1
                --
                next 100
                """);
    }

    /** Not running. */
    @EachSeat
    void joinTimerInSynchronising(Seat s) {
        s.does(List.of(s.pass(50)), """
                next 650
                """);
    }

    /** Not running. */
    @EachSeat
    void consensusTimerInSynchronising(Seat s) {
        s.does(List.of(s.pass(1199), s.pass(1)), """
                >NEXT TOKEN ring 1.8 tseq 12 seq 0 aru 0 by 0 backlog 0 sent 0
                >* MERGE from 1 ring 1.8
                counts memb_merge_detect_tx token_retransmits
                next 201
                --
                next 200
                """, """
                >NEXT TOKEN ring 1.8 tseq 10 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 201
                --
                next 200
                """);
    }

    /** 5.5: gather. */
    @EachSeat
    void interfaceUpInSynchronising(Seat s) {
        s.does(List.of(s.interfaceUp()), """
                GATHER INTERFACE_CHANGE
                >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx gather_entered continuous_gather
                next 50
                """);
    }
}
