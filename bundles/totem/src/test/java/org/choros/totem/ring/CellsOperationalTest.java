package org.choros.totem.ring;

import static org.choros.totem.ring.Seat.ALL;
import static org.choros.totem.ring.Seat.FIRST_SEQ;
import static org.choros.totem.ring.Seat.STRANGER;

import java.util.List;

/**
 * Spec 4.16, every event with the token moving.
 *
 * <p>
 * SELF is the node itself, NEXT the one behind it; where there are two texts, the second is that of a member that is
 * not the representative.
 */
class CellsOperationalTest {
    /**
     * 4.8: a visit. The token goes on with the next number, the timers begin anew; an old or foreign one does
     * nothing.
     */
    @EachSeat
    void regularTokenInOperational(Seat s) {
        s.does(List.of(s.on(s.returning(v -> v.backlog(3))),
                s.on(s.peers.token(s.out.lastToken, s.previous, -1, v -> v.backlog(9))),
                s.on(s.peers.token(s.previous, s.foreign(), 90, 0))), """
                        >NEXT TOKEN ring 1.8 tseq 15 seq 0 aru 0 by 0 backlog 3 sent 0
                        counts orf_token_rx
                        next 700
                        --
                        counts orf_token_rx
                        next 700
                        --
                        counts orf_token_rx
                        next 700
                        """, """
                        >NEXT TOKEN ring 1.8 tseq 13 seq 0 aru 0 by 0 backlog 3 sent 0
                        counts orf_token_rx
                        next 700
                        --
                        counts orf_token_rx
                        next 700
                        --
                        counts orf_token_rx
                        next 700
                        """);
    }

    /** 4.14: stored, and delivered as soon as nothing is missing before it; a second copy changes nothing. */
    @EachSeat
    void frameOfMyRingInOperational(Seat s) {
        s.does(List.of(s.on(s.peers.frame(3, s.first(), 2, "b")), s.on(s.peers.frame(3, s.first(), 1, "a")),
                s.on(s.peers.frame(3, s.first(), 1, "a"))), """
                        counts mcast_rx
                        next 700
                        --
                        deliver 1 of 3 a
                        deliver 2 of 3 b
                        counts mcast_rx
                        next 700
                        --
                        counts mcast_rx
                        next 700
                        """);
    }

    /** 4.14: somebody else is there: gather with the sender. */
    @EachSeat
    void frameOfAnotherRingInOperational(Seat s) {
        s.settled().does(List.of(s.on(s.peers.frame(STRANGER, s.foreign(), 1, "x"))), """
                GATHER FOREIGN_MESSAGE_OPERATIONAL
                >* JOIN from SELF wants 1 2 3 9 failed - seq 8
                counts memb_join_tx mcast_rx gather_entered continuous_gather
                next 50
                """);
    }

    /** 4.15: nothing for my ring; of another ring, gather with the sender. */
    @EachSeat
    void mergeDetectInOperational(Seat s) {
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

    /** 4.5: ignored when it fails me, or is a member's from before this ring; any other one breaks up the ring. */
    @EachSeat
    void joinInOperational(Seat s) {
        s.does(List.of(s.on(s.peers.join(3, FIRST_SEQ, ALL, List.of(s.self))),
                s.on(s.peers.join(3, FIRST_SEQ - 1, ALL, List.of())), s.on(s.peers.join(3, FIRST_SEQ, ALL, List.of()))),
                """
                        counts memb_join_rx
                        next 700
                        --
                        counts memb_join_rx
                        next 700
                        --
                        GATHER JOIN_OPERATIONAL
                        >* JOIN from SELF wants 1 2 3 failed - seq 8
                        counts memb_join_tx memb_join_rx gather_entered continuous_gather
                        next 50
                        """);
    }

    /** 4.6: ignored, whatever ring it wants to form. */
    @EachSeat
    void commitTokenInOperational(Seat s) {
        s.does(List.of(s.on(s.complete(FIRST_SEQ, s.first(), 0)),
                s.on(s.peers.commit(s.previous, s.second(), s.self - 1, s.self - 1, ALL, s.first(), 0))), """
                        counts memb_commit_token_rx
                        next 700
                        --
                        counts memb_commit_token_rx
                        next 700
                        """);
    }

    /** 4.15: the representative sends the token on; of another ring it is nobody's business. */
    @EachSeat
    void holdCancelInOperational(Seat s) {
        s.does(List.of(s.on(s.peers.holdCancel(3, s.foreign())), s.on(s.peers.holdCancel(3, s.first()))), """
                counts token_hold_cancel_rx
                next 700
                --
                >NEXT TOKEN ring 1.8 tseq 12 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_hold_cancel_rx token_retransmits
                next 700
                """, """
                counts token_hold_cancel_rx
                next 700
                --
                counts token_hold_cancel_rx
                next 700
                """);
    }

    /** 4.11: the interfaces are looked at, then gather. */
    @EachSeat
    void tokenLossTimerInOperational(Seat s) {
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

    /** 3.4: the saved token goes to the next member again, and again. */
    @EachSeat
    void tokenRetransmitTimerInOperational(Seat s) {
        s.does(List.of(s.pass(699), s.pass(1), s.pass(700)), """
                next 1
                --
                >NEXT TOKEN ring 1.8 tseq 12 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 200
                --
                >* MERGE from 1 ring 1.8
                >NEXT TOKEN ring 1.8 tseq 12 seq 0 aru 0 by 0 backlog 0 sent 0
                counts memb_merge_detect_tx token_retransmits
                next 600
                """, """
                next 1
                --
                >NEXT TOKEN ring 1.8 tseq 10 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 200
                --
                >NEXT TOKEN ring 1.8 tseq 10 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 600
                """);
    }

    /** 3.4: a representative that holds the token sends it on when the time is over. Others hold nothing. */
    @EachSeat
    void holdRetransmitTimerInOperational(Seat s) {
        s.does(List.of(s.hold(), s.pass(499), s.pass(1), s.pass(499)), """
                next 500
                --
                next 1
                --
                >NEXT TOKEN ring 1.8 tseq 93 seq 0 aru 0 by 0 backlog 0 sent 0
                next 200
                --
                >NEXT TOKEN ring 1.8 tseq 93 seq 0 aru 0 by 0 backlog 0 sent 0
                >* MERGE from 1 ring 1.8
                counts memb_merge_detect_tx token_retransmits
                next 1
                """, """
                next 700
                --
                next 201
                --
                next 200
                --
                >NEXT TOKEN ring 1.8 tseq 106 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 1
                """);
    }

    /** 4.15: after a token without news the representative shows the ring once; the others do not. */
    @EachSeat
    void mergeTimerInOperational(Seat s) {
        s.does(List.of(s.pass(899), s.pass(1), s.pass(900)), """
                >NEXT TOKEN ring 1.8 tseq 12 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 1
                --
                >* MERGE from 1 ring 1.8
                counts memb_merge_detect_tx
                next 100
                --
                >NEXT TOKEN ring 1.8 tseq 12 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 200
                """, """
                >NEXT TOKEN ring 1.8 tseq 10 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 1
                --
                next 100
                --
                >NEXT TOKEN ring 1.8 tseq 10 seq 0 aru 0 by 0 backlog 0 sent 0
                counts token_retransmits
                next 200
                """);
    }

    /** Joins are sent while gathering only. */
    @EachSeat
    void joinTimerInOperational(Seat s) {
        s.does(List.of(s.pass(50)), """
                next 650
                """);
    }

    /** Not running: nobody is failed for not having proposed anything. */
    @EachSeat
    void consensusTimerInOperational(Seat s) {
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

    /** 5.5: the ring is formed anew. */
    @EachSeat
    void interfaceUpInOperational(Seat s) {
        s.does(List.of(s.interfaceUp()), """
                GATHER INTERFACE_CHANGE
                >* JOIN from SELF wants 1 2 3 failed - seq 8
                counts memb_join_tx gather_entered continuous_gather
                next 50
                """);
    }
}
