package org.choros.totem.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.choros.wire.totem.CommitTokenView;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.FrameView;
import org.choros.wire.totem.JoinView;
import org.choros.wire.totem.Malformed;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.RingId;
import org.choros.wire.totem.TokenView;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Spec 8, rule by rule: a damaged packet is counted and changes nothing. Rules 2 to 4 and 20 are the business of the
 * envelope and the transports, 16 to 18 of the groups above.
 */
class PacketRulesTest {
    private static final String UNCHANGED = "next 700\n";

    private static Seat seat(Dialect dialect) {
        return new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
    }

    private static void dropped(Seat s, ByteBuffer packet, Malformed why) {
        assertEquals("log " + why.text() + "\ncounts rx_msg_dropped\n" + UNCHANGED, s.on(packet));
    }

    private static int header(Dialect d) {
        return d == Dialect.V3 ? 13 : 8;
    }

    /** One valid packet of each type that a member may send. */
    private static List<ByteBuffer> valid(Seat s) {
        return List.of(s.peers.token(1, s.first(), 90, 0), s.peers.frame(1, s.first(), 1, ""),
                s.peers.mergeDetect(1, s.first()), s.peers.join(1, 3, Seat.ALL, List.of(2)),
                s.peers.commit(1, s.second(), 1, 1, Seat.ALL, s.first(), 0), s.peers.holdCancel(1, s.first()));
    }

    /** Rules 1, 6, 7, 8 and 10: whatever is cut anywhere is dropped, and what is behind a packet is tolerated. */
    @ParameterizedTest
    @EnumSource
    void rule1CutPacketsAreNeverParsed(Dialect dialect) {
        for (ByteBuffer packet : valid(seat(dialect))) {
            Seat s = seat(dialect);
            for (int length = 0; length < packet.limit(); length++) {
                String seen = s.on(packet.duplicate().limit(length).slice());
                assertTrue(seen.endsWith("counts rx_msg_dropped\n" + UNCHANGED), length + ": " + seen);
            }
            ByteBuffer longer = ByteBuffer.allocate(packet.limit() + 9).put(packet.duplicate()).clear();
            assertTrue(!s.on(longer).contains("rx_msg_dropped"));
        }
    }

    /** Rule 5: magic or endian detector, version, type. */
    @ParameterizedTest
    @EnumSource
    void rule5TheHeaderHasToBeOurs(Dialect dialect) {
        Seat s = seat(dialect);
        int mark = dialect == Dialect.V3 ? 0 : 2;
        dropped(s, s.peers.holdCancel(1, s.first()).putShort(mark, (short) 0x7777), Malformed.MAGIC);
        int type = dialect == Dialect.V3 ? 3 : 0;
        for (int wrong : new int[]{8, 127, 128, 255}) {
            dropped(s, s.peers.holdCancel(1, s.first()).put(type, (byte) wrong), Malformed.TYPE);
        }
        if (dialect == Dialect.V3) {
            dropped(s, s.peers.holdCancel(1, s.first()).put(2, (byte) 2), Malformed.VERSION);
            dropped(s, s.peers.holdCancel(1, s.first()).put(type, (byte) 6), Malformed.TYPE);
        }
    }

    /** Rule 6: at most 1500 bytes, and 0 to 30 entries that fit. */
    @ParameterizedTest
    @EnumSource
    void rule6ATokenHasAListThatFits(Dialect dialect) {
        Seat s = seat(dialect);
        int counts = s.peers.token(1, s.first(), 90, 0).limit() - Integer.BYTES;
        for (int entries : new int[]{1, 31, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x1000_0000}) {
            dropped(s, s.peers.token(1, s.first(), 90, 0).putInt(counts, entries), Malformed.TOKEN_LIST);
        }
        dropped(s, Peers.packet(1501).put(s.peers.token(1, s.first(), 90, 0)).clear(), Malformed.TOKEN_LONG);
    }

    /** Rule 7: at most 384 each, and the sum is not taken in 32 bits. */
    @ParameterizedTest
    @EnumSource
    void rule7AJoinHasListsThatFit(Dialect dialect) {
        Seat s = seat(dialect);
        int counts = header(dialect) + dialect.addressLength();
        for (int[] wrong : new int[][]{{385, 0}, {0, 385}, {-1, 1}, {1, -1}, {0x8000_0000, 0x8000_0000},
                {0x4000_0000, 0x4000_0000}, {384, 384}}) {
            ByteBuffer join = s.peers.join(1, 8, List.of(1), List.of());
            dropped(s, join.putInt(counts, wrong[0]).putInt(counts + 4, wrong[1]), Malformed.JOIN_LIST);
        }
    }

    /** Rule 8: 1 to 384 members that fit. */
    @ParameterizedTest
    @EnumSource
    void rule8ACommitTokenHasMembersThatFit(Dialect dialect) {
        Seat s = seat(dialect);
        int count = CommitTokenView.length(dialect, 0) - Integer.BYTES;
        for (int wrong : new int[]{0, 4, 385, -1, Integer.MAX_VALUE, 0x2000_0000}) {
            ByteBuffer commit = s.peers.commit(1, s.second(), 1, 1, Seat.ALL, s.first(), 0);
            dropped(s, commit.putInt(count, wrong), Malformed.COMMIT_LIST);
        }
    }

    /** Rule 9: the index is in the list, the members ascend, the first is the representative. */
    @ParameterizedTest
    @EnumSource
    void rule9ACommitTokenIsInOrder(Dialect dialect) {
        Seat s = seat(dialect);
        int index = CommitTokenView.length(dialect, 0) - 2 * Integer.BYTES;
        for (int wrong : new int[]{-1, 4, Integer.MAX_VALUE}) {
            ByteBuffer commit = s.peers.commit(1, s.second(), 1, 1, Seat.ALL, s.first(), 0);
            dropped(s, commit.putInt(index, wrong), Malformed.COMMIT_INDEX);
        }
        for (List<Integer> wrong : List.of(List.of(1, 3, 2), List.of(1, 2, 2), List.of(2, 3))) {
            dropped(s, s.peers.commit(1, s.second(), 1, 1, wrong, s.first(), 0), Malformed.COMMIT_ORDER);
        }
    }

    /** Rule 9: a commit token whose turn is another's, or nobody's, is not taken. */
    @ParameterizedTest
    @EnumSource
    void rule9ACommitTokenOfAnothersTurnIsNotTaken(Dialect dialect) {
        for (int index : new int[]{0, 2, 3}) {
            Seat s = new Seat(dialect, 2).reach(Seat.Situation.GATHER);
            assertEquals("counts memb_commit_token_rx\nnext 50\n",
                    s.on(s.peers.commit(1, s.second(), 1, index, Seat.ALL, s.first(), 0)));
        }
    }

    /** Rule 11: addresses are of IPv4 or IPv6, and there are one or two. */
    @ParameterizedTest
    @EnumSource(names = "V2")
    void rule11AddressesAreOfAKnownFamily(Dialect dialect) {
        Seat s = seat(dialect);
        int from = header(dialect);
        for (int count : new int[]{0, 3, 255}) {
            dropped(s, s.peers.frame(1, s.first(), 1, "").put(from, (byte) count), Malformed.ADDRESS);
        }
        for (int family : new int[]{0, 1, 3, 10_000}) {
            short value = (short) family;
            dropped(s, s.peers.frame(1, s.first(), 1, "").putShort(from + 5, value), Malformed.ADDRESS);
            dropped(s, s.peers.mergeDetect(1, s.first()).putShort(from + 45 + 4, value), Malformed.ADDRESS);
            dropped(s, s.peers.token(1, s.first(), 90, 0).putShort(from + 16 + 4, value), Malformed.ADDRESS);
        }
        dropped(s, s.peers.frame(1, s.first(), 1, "").putShort(from + 1 + 22 + 4, (short) 7), Malformed.ADDRESS);
        ByteBuffer commit = s.peers.commit(1, s.second(), 1, 1, Seat.ALL, s.first(), 0);
        int secondEntry = CommitTokenView.length(dialect, 0) + 3 * 45 + 42;
        dropped(s, commit.putShort(secondEntry + 4, (short) 2), Malformed.ADDRESS);
    }

    /** Rule 12: nobody has the node id 0, except in the header of a leave. */
    @ParameterizedTest
    @EnumSource
    void rule12NobodyIsZero(Dialect dialect) {
        Seat s = seat(dialect);
        int nodeId = dialect == Dialect.V3 ? 5 : 4;
        dropped(s, s.peers.token(1, s.first(), 90, 0).putInt(nodeId, 0), Malformed.NODE_ID);
        dropped(s, s.peers.frame(1, s.first(), 1, "").putInt(nodeId, 0), Malformed.NODE_ID);
        dropped(s, s.peers.commit(1, s.second(), 1, 1, Seat.ALL, s.first(), 0).putInt(nodeId, 0), Malformed.NODE_ID);
        if (dialect == Dialect.V3) {
            dropped(s, s.peers.join(1, 8, List.of(1), List.of()).putInt(13, 0), Malformed.NODE_ID);
            dropped(s, s.peers.frame(1, s.first(), 1, "").putInt(13, 0), Malformed.NODE_ID);
        }
    }

    /** Rule 13: seq and aru of a token are not further apart than the window. */
    @ParameterizedTest
    @EnumSource
    void rule13ATokenSpansNoMoreThanTheWindow(Dialect dialect) {
        Seat s = seat(dialect);
        for (int aru : new int[]{-Packets.WINDOW, 1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            ByteBuffer token = s.peers.token(1, s.first(), 90, 0);
            new TokenView(dialect).wrap(token).aru(aru);
            dropped(s, token, Malformed.TOKEN_WINDOW);
        }
    }

    /** Rule 13: nor is a token ahead of what we have released. */
    @ParameterizedTest
    @EnumSource
    void rule13ATokenIsNotAheadOfUsByMoreThanTheWindow(Dialect dialect) {
        Seat s = seat(dialect);
        assertEquals("counts orf_token_rx impossible_tokens\n" + UNCHANGED,
                s.on(s.peers.token(1, s.first(), 90, Packets.WINDOW)));
    }

    /** A frame of our ring by nobody in it, or by ourselves when we have not sent it, takes no real one's place. */
    @ParameterizedTest
    @EnumSource
    void framesThatNobodyCanHaveSentAreDropped(Dialect dialect) {
        for (Seat.Situation situation : List.of(Seat.Situation.OPERATIONAL, Seat.Situation.RECOVERY)) {
            Seat s = new Seat(dialect, 2).reach(situation);
            RingId ring = s.ring.ringId();
            ByteBuffer old = s.peers.frame(1, s.first(), 1, "old");
            for (int from : new int[]{2, 9}) {
                s.hear(situation == Seat.Situation.RECOVERY
                        ? s.peers.carrier(from, ring, 1, old)
                        : s.peers.frame(from, ring, 1, "forged"));
            }
            assertEquals(2, s.ring.counter(RingCounter.IMPOSSIBLE_FRAMES), situation.toString());
            assertFalse(s.seen().contains("deliver"));
        }
        Seat s = seat(dialect);
        s.hear(s.peers.frame(9, s.first(), 1, "forged"));
        assertTrue(s.on(s.peers.frame(3, s.first(), 1, "real")).contains("deliver 1 of 3 real"));
    }

    /**
     * Rule 13: what a commit token says of a member's aru is not believed further than our store reaches. Here it is
     * said to be so far behind that the difference has the wrong sign; the message that the member lacks is sent again
     * all the same.
     */
    @ParameterizedTest
    @EnumSource
    void rule13AnAruOutsideTheWindowDoesNotHideWhatIsMissing(Dialect dialect) {
        int start = 0x9000_0000;
        Seat s = new Seat(Seat.config(dialect, 2).startSeq(start).build(), true);
        s.ring.onInterface(0, TestNet.address(2), true, s.nowNs);
        s.agree(4);
        s.hear(s.peers.commit(1, s.first(), 1, 1, Seat.ALL, s.peers.ring(1, 1), start));
        s.hear(s.peers.commit(1, s.first(), 4, 3, Seat.ALL, s.peers.ring(1, 1), start));
        for (int i = 0; i < 4; i++) {
            s.hear(s.peers.token(1, s.first(), start + 1 + 3 * i, start));
        }
        assertEquals(State.OPERATIONAL, s.ring.state());
        s.hear(s.peers.frame(1, s.first(), start + 1, "a"));
        s.lose();
        s.agree(Seat.FIRST_SEQ);
        s.hear(s.peers.commit(1, s.second(), 1, 1, Seat.ALL, s.first(), start));
        ByteBuffer complete = s.peers.commit(1, s.second(), 4, 3, Seat.ALL, s.first(), 0x1_0000);
        CommitTokenView v = new CommitTokenView(dialect).wrap(complete);
        IntStream.range(0, 3).forEach(i -> v.entryReceivedFlag(i, 0));
        s.hear(complete);
        assertEquals(State.RECOVERY, s.ring.state());
        s.forget();
        String seen = s.on(s.peers.token(1, s.second(), start + 1, start));
        assertTrue(seen.contains(" carries {MCAST ring 1.8 seq 90000001 of 1 "), seen);
    }

    /** Rule 14: a message outside the window, or numbered 0, has no place. */
    @ParameterizedTest
    @EnumSource
    void rule14AMessageOutsideTheWindowIsIgnored(Dialect dialect) {
        Seat s = seat(dialect);
        for (int seq : new int[]{0, Packets.WINDOW + 1, -1, Integer.MIN_VALUE}) {
            assertEquals("counts mcast_rx\n" + UNCHANGED, s.on(s.peers.frame(1, s.first(), seq, "x")));
        }
        s.on(s.peers.frame(1, s.first(), Packets.WINDOW, "last"));
        String seen = s.on(s.returning(v -> v.seq(1)));
        assertTrue(seen.contains("seq 1 aru 0 by 2"), seen);
    }

    /** Rule 15: a carrier of nonsense has its place in the order of the new ring; the old ring gets nothing of it. */
    @ParameterizedTest
    @EnumSource
    void rule15ACarrierOfNonsenseCountsButIsNotUnwrapped(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.RECOVERY);
        ByteBuffer good = s.peers.frame(1, s.first(), 1, "good");
        List<ByteBuffer> payloads = new ArrayList<>(List.of(ByteBuffer.allocate(0), ByteBuffer.allocate(500),
                good.duplicate().limit(FrameView.fixedLength(dialect) - 1).slice(),
                s.peers.carrier(1, s.first(), 1, good), s.peers.holdCancel(1, s.first()),
                s.peers.frame(1, s.foreign(), 1, "foreign"), s.peers.frame(1, s.first(), 99_999, "far")));
        s.firstToken();
        int seq = 0;
        for (ByteBuffer payload : payloads) {
            s.hear(s.peers.carrier(1, s.second(), ++seq, payload));
        }
        int last = seq;
        for (int i = 0; i < 3; i++) {
            s.hear(s.returning(v -> {
                v.seq(last);
                v.aru(last);
            }));
        }
        assertEquals(State.OPERATIONAL, s.ring.state());
        assertTrue(s.out.log.stream().noneMatch(line -> line.startsWith("deliver")), s.out.log.toString());
        s.ring.syncComplete(s.nowNs);
        s.forget();
        assertTrue(s.on(s.peers.frame(1, s.second(), last + 1, "next")).contains("deliver 8 of 1 next"));
    }

    /** Rule 19: the lists never hold more than 384 processors, whatever the joins say. */
    @ParameterizedTest
    @EnumSource(names = "V3")
    void rule19ListsDoNotGrowBeyondTheirBound(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.GATHER);
        List<Integer> half = IntStream.rangeClosed(1, 200).boxed().toList();
        List<Integer> other = IntStream.rangeClosed(1000, 1190).boxed().toList();
        assertTrue(s.on(s.peers.join(3, 8, half, List.of())).contains("GATHER MERGE_JOIN"));
        assertEquals("counts memb_join_rx rx_msg_dropped\nnext 50\n", s.on(s.peers.join(3, 8, other, List.of())));
        assertEquals("counts memb_join_rx rx_msg_dropped\nnext 50\n",
                s.on(s.peers.join(1, 8, List.of(1), IntStream.rangeClosed(3, 386).boxed().toList())));
    }

    /** Rule 19: those we give up ourselves come on top of whom others say that they gave up. */
    @ParameterizedTest
    @EnumSource(names = "V3")
    void rule19WhatWeGiveUpOurselvesFitsIntoTheList(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.GATHER);
        s.hear(s.peers.join(3, 8, Seat.ALL, IntStream.rangeClosed(2000, 2300).boxed().toList()));
        for (int i = 1000; i < 1300; i++) {
            s.hear(s.peers.mergeDetect(i, s.peers.ring(i, 20)));
        }
        // joins that nobody could read are refused by whoever hears them here
        assertTrue(s.pass(1300).contains("GATHER CONSENSUS_TIMEOUT"));
    }

    /** Rule 21: a join of more than 40 000 bytes is not sent; with 384 processors none is. */
    @ParameterizedTest
    @EnumSource
    void rule21TheLongestJoinFits(Dialect dialect) {
        assertTrue(JoinView.length(dialect, 2 * Packets.PROCESSORS_MAX) <= JoinView.LENGTH_MAX);
    }

    /** Ring tests are for redundant rings: a single ring drops them (spec 7). */
    @ParameterizedTest
    @EnumSource(names = "V2")
    void ringTestsAreDropped(Dialect dialect) {
        Seat s = seat(dialect);
        for (PacketType type : List.of(PacketType.RING_TEST_ACTIVE, PacketType.RING_TEST_ACTIVATE)) {
            ByteBuffer test = Peers.packet(12).put(0, (byte) type.ordinal()).putShort(2, (short) 0xff22).putInt(8, 1);
            assertEquals("counts rx_msg_dropped\n" + UNCHANGED, s.on(test));
        }
    }
}
