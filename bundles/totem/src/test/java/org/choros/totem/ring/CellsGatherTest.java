package org.choros.totem.ring;

import static org.choros.totem.ring.Seat.ALL;
import static org.choros.totem.ring.Seat.FIRST_SEQ;
import static org.choros.totem.ring.Seat.STRANGER;

import java.util.List;

/**
 * Spec 4.16, every event after the ring was lost.
 *
 * <p>
 * SELF is the node itself, NEXT the one behind it; where there are two texts, the second is that of a member that is
 * not the representative.
 */
class CellsGatherTest {
    /** 4.3: all regular tokens are discarded. */
    @EachSeat
    void regularTokenInGather(Seat s) {
        s.does(List.of(s.on(s.returning(v -> {
        }))), """
                counts orf_token_rx
                next 50
                """);
    }

    /** 4.14: stored, not delivered. What is stored while gathering counts: the commit token says so. */
    @EachSeat
    void frameOfMyRingInGather(Seat s) {
        s.does(List.of(s.on(s.peers.frame(3, s.first(), 1, "a")), s.committed()), """
                counts mcast_rx
                next 50
                --
                COMMIT AGREED
                store 1.c
                >NEXT COMMIT ring 1.c tseq 1 index 1 1[1.8 aru 1 delivered 0 flag 1] 2[] 3[]
                counts memb_join_rx*4 memb_commit_token_tx commit_entered
                next 700
                """, """
                counts mcast_rx
                next 50
                --
                COMMIT COMMIT_TOKEN
                store 1.c
                >NEXT COMMIT ring 1.c tseq 2 index 2 1[1.8 aru 0 delivered 0 flag 0] 2[1.8 aru 1 \
                delivered 0 flag 1] 3[]
                counts memb_join_rx*4 memb_commit_token_tx memb_commit_token_rx commit_entered
                next 700
                """);
    }

    /** 4.14: a sender that is new is added, and gathering begins anew; a known one is not. */
    @EachSeat
    void frameOfAnotherRingInGather(Seat s) {
        s.does(List.of(s.on(s.peers.frame(STRANGER, s.foreign(), 1, "x")),
                s.on(s.peers.frame(STRANGER, s.foreign(), 1, "x"))), """
                        GATHER FOREIGN_MESSAGE_GATHER
                        >* JOIN from SELF wants 1 2 3 9 failed - seq 8
                        counts memb_join_tx mcast_rx gather_entered continuous_gather
                        next 50
                        --
                        counts mcast_rx
                        next 50
                        """);
    }

    /** 4.15: as a foreign message. */
    @EachSeat
    void mergeDetectInGather(Seat s) {
        s.does(List.of(s.on(s.peers.mergeDetect(3, s.ring.ringId())), s.on(s.peers.mergeDetect(STRANGER, s.foreign())),
                s.on(s.peers.mergeDetect(STRANGER, s.foreign()))), """
                        counts memb_merge_detect_rx
                        next 50
                        --
                        GATHER MERGE_GATHER
                        >* JOIN from SELF wants 1 2 3 9 failed - seq 8
                        counts memb_merge_detect_rx memb_join_tx gather_entered continuous_gather
                        next 50
                        --
                        counts memb_merge_detect_rx
                        next 50
                        """);
    }

    /**
     * 4.5: one that says less says nothing; one that says more is taken over; a stranger's failed list is not; the
     * same lists agree.
     */
    @EachSeat
    void joinInGather(Seat s) {
        s.does(List.of(s.on(s.peers.join(3, FIRST_SEQ, List.of(3), List.of())),
                s.on(s.peers.join(STRANGER, 20, List.of(3, STRANGER), List.of(2))),
                s.on(s.peers.join(3, FIRST_SEQ, List.of(1, 2, 3, STRANGER), List.of(STRANGER))),
                s.on(s.peers.join(1, FIRST_SEQ, List.of(1, 2, 3, STRANGER), List.of(STRANGER))),
                s.on(s.peers.join(2, FIRST_SEQ, List.of(1, 2, 3, STRANGER), List.of(STRANGER))),
                s.on(s.peers.join(3, FIRST_SEQ, List.of(1, 2, 3, STRANGER), List.of(STRANGER)))), """
                        counts memb_join_rx
                        next 50
                        --
                        GATHER MERGE_JOIN
                        >* JOIN from SELF wants 1 2 3 9 failed - seq 8
                        counts memb_join_tx memb_join_rx gather_entered continuous_gather
                        next 50
                        --
                        GATHER MERGE_JOIN
                        >* JOIN from SELF wants 1 2 3 9 failed 9 seq 8
                        counts memb_join_tx memb_join_rx gather_entered continuous_gather
                        next 50
                        --
                        counts memb_join_rx
                        next 50
                        --
                        counts memb_join_rx
                        next 50
                        --
                        COMMIT AGREED
                        store 1.18
                        >NEXT COMMIT ring 1.18 tseq 1 index 1 1[1.8 aru 0 delivered 0 flag 1] 2[] 3[]
                        counts memb_join_rx memb_commit_token_tx commit_entered
                        next 700
                        """, """
                        counts memb_join_rx
                        next 50
                        --
                        GATHER MERGE_JOIN
                        >* JOIN from SELF wants 1 2 3 9 failed 9 seq 8
                        counts memb_join_tx memb_join_rx gather_entered continuous_gather
                        next 50
                        --
                        counts memb_join_rx
                        next 50
                        --
                        counts memb_join_rx
                        next 50
                        --
                        counts memb_join_rx
                        next 50
                        --
                        counts memb_join_rx
                        next 50
                        """);
    }

    /**
     * 4.6: taken when its members are those I want, its ring is newer and it is my turn. The lowest makes its own.
     */
    @EachSeat
    void commitTokenInGather(Seat s) {
        s.does(List.of(s.on(s.peers.commit(s.previous, s.first(), s.self - 1, s.self - 1, ALL, s.first(), 0)),
                s.on(s.peers.commit(s.previous, s.second(), 1, s.self - 1, List.of(1, s.next), s.first(), 0)),
                s.on(s.peers.commit(3, s.second(), 3, 3, ALL, s.first(), 0)),
                s.on(s.peers.commit(1, s.second(), 1, 1, ALL, s.first(), 0))), """
                        counts memb_commit_token_rx
                        next 50
                        --
                        counts memb_commit_token_rx
                        next 50
                        --
                        counts memb_commit_token_rx
                        next 50
                        --
                        counts memb_commit_token_rx
                        next 50
                        """, """
                        counts memb_commit_token_rx
                        next 50
                        --
                        counts memb_commit_token_rx
                        next 50
                        --
                        counts memb_commit_token_rx
                        next 50
                        --
                        COMMIT COMMIT_TOKEN
                        store 1.c
                        >NEXT COMMIT ring 1.c tseq 2 index 2 1[1.8 aru 0 delivered 0 flag 1] 2[1.8 aru 0 \
                        delivered 0 flag 1] 3[]
                        counts memb_commit_token_tx memb_commit_token_rx commit_entered
                        next 700
                        """);
    }

    /** 4.15: there is no token to send. */
    @EachSeat
    void holdCancelInGather(Seat s) {
        s.does(List.of(s.on(s.peers.holdCancel(3, s.first()))), """
                counts token_hold_cancel_rx
                next 50
                """);
    }

    /**
     * 4.4: runs when all agreed and the consensus timer found no commit token; then whoever has not agreed again is
     * failed.
     */
    @EachSeat
    void tokenLossTimerInGather(Seat s) {
        Seat member = s.member();
        member.does(List.of(member.agreedWithoutCommit(), member.pass(4999), member.pass(1)), """
                24 times >* JOIN from 2 wants 1 2 3 failed - seq 8
                counts memb_join_tx*24 memb_join_rx*3 consensus_timeouts
                next 50
                --
                99 times >* JOIN from 2 wants 1 2 3 failed - seq 8
                counts memb_join_tx*99
                next 1
                --
                log The token was lost in the GATHER state.
                GATHER CONSENSUS_WITHOUT_COMMIT
                >* JOIN from 2 wants 1 2 3 failed 1 3 seq 8
                counts memb_join_tx gather_entered gather_token_lost continuous_gather
                next 50
                """, """
                24 times >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx*24 memb_join_rx*3 consensus_timeouts
                next 50
                --
                99 times >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx*99
                next 1
                --
                log The token was lost in the GATHER state.
                GATHER CONSENSUS_WITHOUT_COMMIT
                >* JOIN from SELF wants 1 2 3 failed 1 3 seq 8
                counts memb_join_tx gather_entered gather_token_lost continuous_gather
                next 50
                """);
    }

    /** Cancelled on entering: the token of the broken ring is not sent again. */
    @EachSeat
    void tokenRetransmitTimerInGather(Seat s) {
        s.does(List.of(s.pass(699), s.pass(1)), """
                13 times >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx*13
                next 1
                --
                >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx
                next 50
                """);
    }

    /** Nothing is held any more: what ran when the ring broke is cancelled. */
    @EachSeat
    void holdRetransmitTimerInGather(Seat s) {
        s.does(List.of(s.gatherWhileHeld(), s.pass(499), s.pass(1)), """
                GATHER MERGE_OPERATIONAL
                15 times >* JOIN from SELF wants 1 2 3 9 failed - seq 8
                counts memb_merge_detect_rx memb_join_tx*15 gather_entered continuous_gather
                next 50
                --
                GATHER MERGE_JOIN
                10 times >* JOIN from SELF wants 1 2 3 failed 3 seq 8
                counts memb_join_tx*10 memb_join_rx gather_entered continuous_gather
                next 1
                --
                >* JOIN from SELF wants 1 2 3 failed 3 seq 8
                counts memb_join_tx
                next 50
                """);
    }

    /** Cancelled on entering. */
    @EachSeat
    void mergeTimerInGather(Seat s) {
        s.does(List.of(s.pass(899), s.pass(1)), """
                17 times >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx*17
                next 1
                --
                >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx
                next 50
                """);
    }

    /** 3.4: every 50 ms the join again. */
    @EachSeat
    void joinTimerInGather(Seat s) {
        s.does(List.of(s.pass(49), s.pass(1), s.pass(50)), """
                next 1
                --
                >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx
                next 50
                --
                >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx
                next 50
                """);
    }

    /** 4.4: whoever has not proposed what I propose is failed, and gathering begins anew. */
    @EachSeat
    void consensusTimerInGather(Seat s) {
        s.does(List.of(s.on(s.peers.join(3, FIRST_SEQ, ALL, List.of())), s.pass(1199), s.pass(1)), """
                counts memb_join_rx
                next 50
                --
                23 times >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx*23
                next 1
                --
                >* JOIN from SELF wants 1 2 3 failed - seq 8
                GATHER CONSENSUS_TIMEOUT
                >* JOIN from SELF wants 1 2 3 failed 2 seq 8
                counts memb_join_tx*2 gather_entered consensus_timeouts continuous_gather
                next 50
                """, """
                counts memb_join_rx
                next 50
                --
                23 times >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx*23
                next 1
                --
                >* JOIN from SELF wants 1 2 3 failed - seq 8
                GATHER CONSENSUS_TIMEOUT
                >* JOIN from SELF wants 1 2 3 failed 1 seq 8
                counts memb_join_tx*2 gather_entered consensus_timeouts continuous_gather
                next 50
                """);
    }

    /** 5.5: gathering begins anew. */
    @EachSeat
    void interfaceUpInGather(Seat s) {
        s.does(List.of(s.interfaceUp()), """
                GATHER INTERFACE_CHANGE
                >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx gather_entered continuous_gather
                next 50
                """);
    }
}
