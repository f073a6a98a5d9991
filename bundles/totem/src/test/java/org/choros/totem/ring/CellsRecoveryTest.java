package org.choros.totem.ring;

import static org.choros.totem.ring.Seat.ALL;
import static org.choros.totem.ring.Seat.FIRST_SEQ;
import static org.choros.totem.ring.Seat.SECOND_SEQ;
import static org.choros.totem.ring.Seat.STRANGER;

import java.util.List;

/**
 * Spec 4.16, every event with the commit token on its second way round.
 *
 * <p>
 * SELF is the node itself, NEXT the one behind it; where there are two texts, the second is that of a member that is
 * not the representative.
 */
class CellsRecoveryTest {
    /** 4.10: the first token and three more make it operational; one of another ring does nothing. */
    @EachSeat
    void regularTokenInRecovery(Seat s) {
        s.does(List.of(s.on(s.peers.token(s.previous, s.first(), 90, 0)), s.firstTokenSeen(), s.on(s.returning(v -> {
        })), s.on(s.returning(v -> {
        })), s.on(s.returning(v -> {
        }))), """
                counts orf_token_rx
                next 700
                --
                >NEXT TOKEN ring 1.c tseq 0 seq 0 aru ffffffff by 1 backlog 0 sent 0
                >NEXT TOKEN ring 1.c tseq 3 seq 0 aru 0 by 0 backlog 0 sent 0
                counts orf_token_tx orf_token_rx memb_commit_token_rx
                next 700
                --
                >NEXT TOKEN ring 1.c tseq 6 seq 0 aru 0 by 0 backlog 0 sent 0
                counts orf_token_rx
                next 700
                --
                >NEXT TOKEN ring 1.c tseq 9 seq 0 aru 0 by 0 backlog 0 sent 0
                counts orf_token_rx
                next 700
                --
                TRANSITIONAL 1.c members 1 2 3 joined - left -
                reassembly synchronising
                OPERATIONAL RECOVERED
                REGULAR 1.c members 1 2 3 joined - left -
                log A new membership (1.c) was formed. Members
                >NEXT TOKEN ring 1.c tseq 12 seq 0 aru 0 by 0 backlog 0 sent 0
                counts orf_token_rx operational_entered continuous_gather*-1
                next 700
                """, """
                counts orf_token_rx
                next 700
                --
                >NEXT TOKEN ring 1.c tseq 1 seq 0 aru ffffffff by 1 backlog 0 sent 0
                counts orf_token_rx
                next 700
                --
                >NEXT TOKEN ring 1.c tseq 4 seq 0 aru 0 by 0 backlog 0 sent 0
                counts orf_token_rx
                next 700
                --
                >NEXT TOKEN ring 1.c tseq 7 seq 0 aru 0 by 0 backlog 0 sent 0
                counts orf_token_rx
                next 700
                --
                TRANSITIONAL 1.c members 1 2 3 joined - left -
                reassembly synchronising
                OPERATIONAL RECOVERED
                REGULAR 1.c members 1 2 3 joined - left -
                log A new membership (1.c) was formed. Members
                >NEXT TOKEN ring 1.c tseq 10 seq 0 aru 0 by 0 backlog 0 sent 0
                counts orf_token_rx operational_entered continuous_gather*-1
                next 700
                """);
    }

    /** 4.14: carriers go to the recovery store and count for the aru; an ordinary one is too early and dropped. */
    @EachSeat
    void frameOfMyRingInRecovery(Seat s) {
        s.does(List.of(s.firstTokenSeen(),
                s.on(s.peers.carrier(3, s.second(), 1, s.peers.frame(3, s.first(), 1, "old"))),
                s.on(s.peers.frame(3, s.second(), 2, "early")), s.on(s.returning(v -> v.seq(1)))), """
                        >NEXT TOKEN ring 1.c tseq 0 seq 0 aru ffffffff by 1 backlog 0 sent 0
                        >NEXT TOKEN ring 1.c tseq 3 seq 0 aru 0 by 0 backlog 0 sent 0
                        counts orf_token_tx orf_token_rx memb_commit_token_rx
                        next 700
                        --
                        counts mcast_rx
                        next 700
                        --
                        counts mcast_rx early_frames_dropped
                        next 700
                        --
                        >NEXT TOKEN ring 1.c tseq 6 seq 1 aru 1 by 0 backlog 0 sent 0
                        counts orf_token_rx
                        next 700
                        """, """
                        >NEXT TOKEN ring 1.c tseq 1 seq 0 aru ffffffff by 1 backlog 0 sent 0
                        counts orf_token_rx
                        next 700
                        --
                        counts mcast_rx
                        next 700
                        --
                        counts mcast_rx early_frames_dropped
                        next 700
                        --
                        >NEXT TOKEN ring 1.c tseq 4 seq 1 aru 1 by 0 backlog 0 sent 0
                        counts orf_token_rx
                        next 700
                        """);
    }

    /** 4.14: dropped, also those of the old ring. */
    @EachSeat
    void frameOfAnotherRingInRecovery(Seat s) {
        s.does(List.of(s.on(s.peers.frame(STRANGER, s.foreign(), 1, "x")), s.on(s.peers.frame(3, s.first(), 1, "old"))),
                """
                        counts mcast_rx
                        next 700
                        --
                        counts mcast_rx
                        next 700
                        """);
    }

    /** 4.15: ignored. */
    @EachSeat
    void mergeDetectInRecovery(Seat s) {
        s.does(List.of(s.on(s.peers.mergeDetect(STRANGER, s.foreign()))), """
                counts memb_merge_detect_rx
                next 700
                """);
    }

    /** 4.5: strangers and old joins are ignored; that of a member to be makes it gather anew. */
    @EachSeat
    void joinInRecovery(Seat s) {
        s.does(List.of(s.on(s.peers.join(STRANGER, 20, List.of(STRANGER), List.of())),
                s.on(s.peers.join(3, FIRST_SEQ, ALL, List.of())), s.on(s.peers.join(3, SECOND_SEQ, ALL, List.of()))),
                """
                        counts memb_join_rx
                        next 700
                        --
                        counts memb_join_rx
                        next 700
                        --
                        GATHER JOIN_RECOVERY
                        >* JOIN from SELF wants 1 2 3 failed - seq c
                        counts memb_join_tx memb_join_rx gather_entered continuous_gather
                        next 50
                        """);
    }

    /** 4.6: makes the representative create the first token, once; others ignore it. */
    @EachSeat
    void commitTokenInRecovery(Seat s) {
        s.does(List.of(s.on(s.complete(12, s.first(), 0)),
                s.on(s.peers.commit(s.previous, s.peers.ring(1, 16), s.self + 5, 3, ALL, s.first(), 0)),
                s.on(s.peers.commit(s.previous, s.second(), s.self + 5, 3, ALL, s.first(), 0)),
                s.on(s.peers.commit(s.previous, s.second(), s.self + 5, 3, ALL, s.first(), 0))), """
                        counts memb_commit_token_rx
                        next 700
                        --
                        counts memb_commit_token_rx
                        next 700
                        --
                        >NEXT TOKEN ring 1.c tseq 0 seq 0 aru ffffffff by 1 backlog 0 sent 0
                        counts orf_token_tx memb_commit_token_rx
                        next 700
                        --
                        counts memb_commit_token_rx
                        next 700
                        """, """
                        counts memb_commit_token_rx
                        next 700
                        --
                        counts memb_commit_token_rx
                        next 700
                        --
                        counts memb_commit_token_rx
                        next 700
                        --
                        counts memb_commit_token_rx
                        next 700
                        """);
    }

    /** 4.15: the representative sends what it has saved. */
    @EachSeat
    void holdCancelInRecovery(Seat s) {
        s.does(List.of(s.on(s.peers.holdCancel(3, s.second()))), """
                >NEXT COMMIT ring 1.c tseq 4 index 3 1[1.8 aru 0 delivered 0 flag 1] 2[1.8 aru 0 \
                delivered 0 flag 1] 3[1.8 aru 0 delivered 0 flag 1]
                counts token_hold_cancel_rx token_retransmits
                next 700
                """, """
                counts token_hold_cancel_rx
                next 700
                """);
    }

    /** 4.11: back to what was known of the old ring, and gather; the messages of the attempt are forgotten. */
    @EachSeat
    void tokenLossTimerInRecovery(Seat s) {
        s.does(List.of(s.on(s.peers.carrier(3, s.second(), 1, s.peers.frame(3, s.first(), 1, "old"))), s.pass(4999),
                s.pass(1), s.committedAgain()), """
                        counts mcast_rx
                        next 700
                        --
                        7 times >2 COMMIT ring 1.c tseq 4 index 3 1[1.8 aru 0 delivered 0 flag 1] 2[1.8 aru 0 \
                        delivered 0 flag 1] 3[1.8 aru 0 delivered 0 flag 1]
                        counts token_retransmits*7
                        next 1
                        --
                        log The token was lost in the RECOVERY state.
                        GATHER TOKEN_LOST_RECOVERY
                        >* JOIN from SELF wants 1 2 3 failed - seq c
                        counts memb_join_tx gather_entered recovery_token_lost continuous_gather
                        next 50
                        --
                        COMMIT AGREED
                        store 1.10
                        >NEXT COMMIT ring 1.10 tseq 1 index 1 1[1.8 aru 0 delivered 0 flag 1] 2[] 3[]
                        counts memb_join_rx*4 memb_commit_token_tx commit_entered
                        next 700
                        """, """
                        counts mcast_rx
                        next 700
                        --
                        7 times >3 COMMIT ring 1.c tseq 5 index 3 1[1.8 aru 0 delivered 0 flag 1] 2[1.8 aru 0 \
                        delivered 0 flag 1] 3[1.8 aru 0 delivered 0 flag 1]
                        counts token_retransmits*7
                        next 1
                        --
                        log The token was lost in the RECOVERY state.
                        GATHER TOKEN_LOST_RECOVERY
                        >* JOIN from SELF wants 1 2 3 failed - seq c
                        counts memb_join_tx gather_entered recovery_token_lost continuous_gather
                        next 50
                        --
                        COMMIT COMMIT_TOKEN
                        store 1.10
                        >NEXT COMMIT ring 1.10 tseq 2 index 2 1[1.8 aru 0 delivered 0 flag 1] 2[1.8 aru 0 \
                        delivered 0 flag 1] 3[]
                        counts memb_join_rx*4 memb_commit_token_tx memb_commit_token_rx commit_entered
                        next 700
                        """);
    }

    /** 3.4: what is saved, again: the commit token, later the token. */
    @EachSeat
    void tokenRetransmitTimerInRecovery(Seat s) {
        s.does(List.of(s.pass(699), s.pass(1), s.firstTokenSeen(), s.pass(700)), """
                next 1
                --
                >NEXT COMMIT ring 1.c tseq 4 index 3 1[1.8 aru 0 delivered 0 flag 1] 2[1.8 aru 0 \
                delivered 0 flag 1] 3[1.8 aru 0 delivered 0 flag 1]
                counts token_retransmits
                next 300
                --
                >NEXT TOKEN ring 1.c tseq 0 seq 0 aru ffffffff by 1 backlog 0 sent 0
                >NEXT TOKEN ring 1.c tseq 3 seq 0 aru 0 by 0 backlog 0 sent 0
                counts orf_token_tx orf_token_rx memb_commit_token_rx
                next 300
                --
                >NEXT TOKEN ring 1.c tseq 3 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 200
                """, """
                next 1
                --
                >NEXT COMMIT ring 1.c tseq 5 index 3 1[1.8 aru 0 delivered 0 flag 1] 2[1.8 aru 0 \
                delivered 0 flag 1] 3[1.8 aru 0 delivered 0 flag 1]
                counts token_retransmits
                next 300
                --
                >NEXT TOKEN ring 1.c tseq 1 seq 0 aru ffffffff by 1 backlog 0 sent 0
                counts orf_token_rx
                next 300
                --
                >NEXT TOKEN ring 1.c tseq 1 seq 0 aru ffffffff by 1 backlog 0 sent 0
                counts token_retransmits
                next 200
                """);
    }

    /** 3.4: a recovery that waits for somebody is idle too, and then the representative holds the token. */
    @EachSeat
    void holdRetransmitTimerInRecovery(Seat s) {
        s.does(List.of(s.recoverUntilHeld(), s.pass(499), s.pass(1)), """
                next 500
                --
                next 1
                --
                >NEXT TOKEN ring 1.c tseq 93 seq 0 aru 0 by 0 backlog 0 sent 0 retrans 1
                next 200
                """, """
                next 700
                --
                next 201
                --
                next 200
                """);
    }

    /** 4.15: nothing, although the tokens bring no news. */
    @EachSeat
    void mergeTimerInRecovery(Seat s) {
        s.does(List.of(s.firstTokenSeen(), s.on(s.returning(v -> {
        })), s.pass(699), s.pass(201)), """
                >NEXT TOKEN ring 1.c tseq 0 seq 0 aru ffffffff by 1 backlog 0 sent 0
                >NEXT TOKEN ring 1.c tseq 3 seq 0 aru 0 by 0 backlog 0 sent 0
                counts orf_token_tx orf_token_rx memb_commit_token_rx
                next 700
                --
                >NEXT TOKEN ring 1.c tseq 6 seq 0 aru 0 by 0 backlog 0 sent 0
                counts orf_token_rx
                next 700
                --
                next 1
                --
                >NEXT TOKEN ring 1.c tseq 6 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 100
                """, """
                >NEXT TOKEN ring 1.c tseq 1 seq 0 aru ffffffff by 1 backlog 0 sent 0
                counts orf_token_rx
                next 700
                --
                >NEXT TOKEN ring 1.c tseq 4 seq 0 aru 0 by 0 backlog 0 sent 0
                counts orf_token_rx
                next 700
                --
                next 1
                --
                >NEXT TOKEN ring 1.c tseq 4 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 100
                """);
    }

    /** Not running. */
    @EachSeat
    void joinTimerInRecovery(Seat s) {
        s.does(List.of(s.pass(50)), """
                next 650
                """);
    }

    /** Not running. */
    @EachSeat
    void consensusTimerInRecovery(Seat s) {
        s.does(List.of(s.pass(1199), s.pass(1)), """
                >NEXT COMMIT ring 1.c tseq 4 index 3 1[1.8 aru 0 delivered 0 flag 1] 2[1.8 aru 0 \
                delivered 0 flag 1] 3[1.8 aru 0 delivered 0 flag 1]
                counts token_retransmits
                next 201
                --
                next 200
                """, """
                >NEXT COMMIT ring 1.c tseq 5 index 3 1[1.8 aru 0 delivered 0 flag 1] 2[1.8 aru 0 \
                delivered 0 flag 1] 3[1.8 aru 0 delivered 0 flag 1]
                counts token_retransmits
                next 201
                --
                next 200
                """);
    }

    /** 5.5: gather. */
    @EachSeat
    void interfaceUpInRecovery(Seat s) {
        s.does(List.of(s.interfaceUp()), """
                GATHER INTERFACE_CHANGE
                >* JOIN from SELF wants 1 2 3 failed - seq c
                counts memb_join_tx gather_entered continuous_gather
                next 50
                """);
    }
}
