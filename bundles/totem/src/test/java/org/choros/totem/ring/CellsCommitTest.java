package org.choros.totem.ring;

import static org.choros.totem.ring.Seat.ALL;
import static org.choros.totem.ring.Seat.FIRST_SEQ;
import static org.choros.totem.ring.Seat.SECOND_SEQ;
import static org.choros.totem.ring.Seat.STRANGER;

import java.util.List;

/**
 * Spec 4.16, every event with the commit token on its first way round.
 *
 * <p>
 * SELF is the node itself, NEXT the one behind it; where there are two texts, the second is that of a member that is
 * not the representative.
 */
class CellsCommitTest {
    /** 4.3: still discarded, even one of the ring that is being formed. */
    @EachSeat
    void regularTokenInCommit(Seat s) {
        s.does(List.of(s.on(s.peers.token(s.previous, s.second(), 0, 0)),
                s.on(s.peers.token(s.previous, s.first(), 90, 0))), """
                        counts orf_token_rx
                        next 700
                        --
                        counts orf_token_rx
                        next 700
                        """);
    }

    /**
     * 4.14, the trap: the regular store holds the old ring, so what comes this early is dropped and asked for
     * later.
     */
    @EachSeat
    void frameOfMyRingInCommit(Seat s) {
        s.does(List.of(s.on(s.peers.frame(3, s.second(), 1, "early")),
                s.on(s.peers.carrier(3, s.second(), 1, s.peers.frame(3, s.first(), 1, "old")))), """
                        counts mcast_rx early_frames_dropped
                        next 700
                        --
                        counts mcast_rx early_frames_dropped
                        next 700
                        """);
    }

    /** 4.14: dropped, also those of the old ring. */
    @EachSeat
    void frameOfAnotherRingInCommit(Seat s) {
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
    void mergeDetectInCommit(Seat s) {
        s.does(List.of(s.on(s.peers.mergeDetect(STRANGER, s.foreign()))), """
                counts memb_merge_detect_rx
                next 700
                """);
    }

    /** 4.5: strangers and old joins are ignored; that of a member to be makes it gather anew. */
    @EachSeat
    void joinInCommit(Seat s) {
        s.does(List.of(s.on(s.peers.join(STRANGER, 20, List.of(STRANGER), List.of())),
                s.on(s.peers.join(3, FIRST_SEQ, ALL, List.of())), s.on(s.peers.join(3, SECOND_SEQ, ALL, List.of()))),
                """
                        counts memb_join_rx
                        next 700
                        --
                        counts memb_join_rx
                        next 700
                        --
                        GATHER JOIN_COMMIT
                        >* JOIN from SELF wants 1 2 3 failed - seq c
                        counts memb_join_tx memb_join_rx gather_entered continuous_gather
                        next 50
                        """);
    }

    /** 4.6: the first pass once more is ignored, so is another ring's; the second pass begins the recovery. */
    @EachSeat
    void commitTokenInCommit(Seat s) {
        s.does(List.of(s.on(s.peers.commit(s.previous, s.second(), s.self - 1, s.self - 1, ALL, s.first(), 0)),
                s.on(s.peers.commit(s.previous, s.peers.ring(1, 16), s.self + 2, 3, ALL, s.first(), 0)),
                s.on(s.complete(SECOND_SEQ, s.first(), 0))), """
                        counts memb_commit_token_rx
                        next 700
                        --
                        counts memb_commit_token_rx
                        next 700
                        --
                        RECOVERY COMMIT_TOKEN
                        >NEXT COMMIT ring 1.c tseq 4 index 3 1[1.8 aru 0 delivered 0 flag 1] 2[1.8 aru 0 \
                        delivered 0 flag 1] 3[1.8 aru 0 delivered 0 flag 1]
                        counts memb_commit_token_tx memb_commit_token_rx recovery_entered
                        next 700
                        """, """
                        counts memb_commit_token_rx
                        next 700
                        --
                        counts memb_commit_token_rx
                        next 700
                        --
                        RECOVERY COMMIT_TOKEN
                        >NEXT COMMIT ring 1.c tseq 5 index 3 1[1.8 aru 0 delivered 0 flag 1] 2[1.8 aru 0 \
                        delivered 0 flag 1] 3[1.8 aru 0 delivered 0 flag 1]
                        counts memb_commit_token_tx memb_commit_token_rx recovery_entered
                        next 700
                        """);
    }

    /** 4.15: the representative sends what it has saved: the commit token. */
    @EachSeat
    void holdCancelInCommit(Seat s) {
        s.does(List.of(s.on(s.peers.holdCancel(3, s.second()))), """
                >NEXT COMMIT ring 1.c tseq 1 index 1 1[1.8 aru 0 delivered 0 flag 1] 2[] 3[]
                counts token_hold_cancel_rx token_retransmits
                next 700
                """, """
                counts token_hold_cancel_rx
                next 700
                """);
    }

    /** 4.11: gather. The ring id stays that of the attempt. */
    @EachSeat
    void tokenLossTimerInCommit(Seat s) {
        s.does(List.of(s.pass(4999), s.pass(1)), """
                7 times >2 COMMIT ring 1.c tseq 1 index 1 1[1.8 aru 0 delivered 0 flag 1] 2[] 3[]
                counts token_retransmits*7
                next 1
                --
                log The token was lost in the COMMIT state.
                GATHER TOKEN_LOST_COMMIT
                >* JOIN from SELF wants 1 2 3 failed - seq c
                counts memb_join_tx gather_entered commit_token_lost continuous_gather
                next 50
                """, """
                7 times >3 COMMIT ring 1.c tseq 2 index 2 1[1.8 aru 0 delivered 0 flag 1] 2[1.8 aru 0 \
                delivered 0 flag 1] 3[]
                counts token_retransmits*7
                next 1
                --
                log The token was lost in the COMMIT state.
                GATHER TOKEN_LOST_COMMIT
                >* JOIN from SELF wants 1 2 3 failed - seq c
                counts memb_join_tx gather_entered commit_token_lost continuous_gather
                next 50
                """);
    }

    /** 3.4: the commit token again, with the same number. */
    @EachSeat
    void tokenRetransmitTimerInCommit(Seat s) {
        s.does(List.of(s.pass(699), s.pass(1)), """
                next 1
                --
                >NEXT COMMIT ring 1.c tseq 1 index 1 1[1.8 aru 0 delivered 0 flag 1] 2[] 3[]
                counts token_retransmits
                next 300
                """, """
                next 1
                --
                >NEXT COMMIT ring 1.c tseq 2 index 2 1[1.8 aru 0 delivered 0 flag 1] 2[1.8 aru 0 \
                delivered 0 flag 1] 3[]
                counts token_retransmits
                next 300
                """);
    }

    /** Nothing is held: not running. */
    @EachSeat
    void holdRetransmitTimerInCommit(Seat s) {
        s.does(List.of(s.pass(499), s.pass(1)), """
                next 201
                --
                next 200
                """);
    }

    /** Not running, and a commit token is no regular token that could start it. */
    @EachSeat
    void mergeTimerInCommit(Seat s) {
        s.does(List.of(s.pass(699), s.pass(201)), """
                next 1
                --
                >NEXT COMMIT ring 1.c tseq 1 index 1 1[1.8 aru 0 delivered 0 flag 1] 2[] 3[]
                counts token_retransmits
                next 100
                """, """
                next 1
                --
                >NEXT COMMIT ring 1.c tseq 2 index 2 1[1.8 aru 0 delivered 0 flag 1] 2[1.8 aru 0 \
                delivered 0 flag 1] 3[]
                counts token_retransmits
                next 100
                """);
    }

    /** Cancelled on entering. */
    @EachSeat
    void joinTimerInCommit(Seat s) {
        s.does(List.of(s.pass(49), s.pass(1)), """
                next 651
                --
                next 650
                """);
    }

    /** Cancelled on entering. */
    @EachSeat
    void consensusTimerInCommit(Seat s) {
        s.does(List.of(s.pass(1199), s.pass(1)), """
                >NEXT COMMIT ring 1.c tseq 1 index 1 1[1.8 aru 0 delivered 0 flag 1] 2[] 3[]
                counts token_retransmits
                next 201
                --
                next 200
                """, """
                >NEXT COMMIT ring 1.c tseq 2 index 2 1[1.8 aru 0 delivered 0 flag 1] 2[1.8 aru 0 \
                delivered 0 flag 1] 3[]
                counts token_retransmits
                next 201
                --
                next 200
                """);
    }

    /** 5.5: gather. */
    @EachSeat
    void interfaceUpInCommit(Seat s) {
        s.does(List.of(s.interfaceUp()), """
                GATHER INTERFACE_CHANGE
                >* JOIN from SELF wants 1 2 3 failed - seq c
                counts memb_join_tx gather_entered continuous_gather
                next 50
                """);
    }
}
