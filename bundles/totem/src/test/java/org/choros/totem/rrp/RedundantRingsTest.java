package org.choros.totem.rrp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import org.choros.totem.ring.RingConfig;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.HoldCancelView;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;
import org.choros.wire.totem.RingTestView;
import org.choros.wire.totem.TokenView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Totem spec, section 7, sentence by sentence. */
class RedundantRingsTest {
    private static final int SELF = 7;
    private static final long MS = RingConfig.MS;
    private static final RingId RING = RingId.of(Processor.of(1, new byte[]{10, 0, 0, 1}), 8);
    private static final RingId OTHER = RingId.of(Processor.of(1, new byte[]{10, 0, 0, 1}), 4);

    private final Recorder out = new Recorder();
    private long nowNs = 1000 * MS;

    private RedundantRings rings(RedundancyMode mode) {
        RedundancyConfig config = new RedundancyConfig(mode, mode == RedundancyMode.NONE ? 1 : 2, 2000 * MS, 10, 100,
                238 * MS, 1000 * MS);
        RedundantRings rings = new RedundantRings(config, Dialect.V2, SELF, out);
        rings.address(0, "10.0.0.7");
        rings.address(1, "10.0.1.7");
        rings.ring(RING, new int[]{1, SELF});
        return rings;
    }

    private static ByteBuffer token(RingId ring, int tokenSeq) {
        ByteBuffer bytes = ByteBuffer.allocate(TokenView.LENGTH_MAX).order(ByteOrder.LITTLE_ENDIAN);
        TokenView view = new TokenView(Dialect.V2).wrap(bytes);
        view.header(PacketType.TOKEN, 0, 1);
        view.tokenSeq(tokenSeq);
        view.ringId(ring);
        view.retransmits(0);
        return bytes.limit(view.packetLength());
    }

    private static ByteBuffer other() {
        ByteBuffer bytes = ByteBuffer.allocate(HoldCancelView.fixedLength(Dialect.V2)).order(ByteOrder.LITTLE_ENDIAN);
        HoldCancelView view = new HoldCancelView(Dialect.V2).wrap(bytes);
        view.header(PacketType.HOLD_CANCEL, 0, 1);
        view.ringId(RING);
        return bytes;
    }

    private static ByteBuffer test(PacketType type, int ring, int activator) {
        ByteBuffer bytes = ByteBuffer.allocate(RingTestView.LENGTH);
        new RingTestView().wrap(bytes).write(type, ring, activator);
        return bytes;
    }

    private void token(RedundantRings rings, int link, int tokenSeq) {
        rings.onPacket(link, token(RING, tokenSeq), false, nowNs);
    }

    private void pass(RedundantRings rings, long ms) {
        long end = nowNs + ms * MS;
        while (rings.nextDeadlineNs() <= end) {
            nowNs = rings.nextDeadlineNs();
            rings.onDeadline(nowNs);
        }
        nowNs = end;
    }

    // --- one link

    @Test
    void passesEverythingThroughWithOneLink() {
        RedundantRings rings = rings(RedundancyMode.NONE);
        rings.multicast(other(), true);
        rings.unicast(token(RING, 1));
        token(rings, 0, 1);
        rings.onPacket(0, test(PacketType.RING_TEST_ACTIVE, 0, 1), false, nowNs);
        // the ring above drops tests
        assertEquals(List.of("multicast 0", "unicast 0", "up 0", "up 0"), out.take());
        assertEquals(RedundantRings.NEVER, rings.nextDeadlineNs());
    }

    // --- passive

    @Test
    void takesLinksInTurnBeginningWithTheSecondAndCountsTokensApart() {
        RedundantRings rings = rings(RedundancyMode.PASSIVE);
        rings.multicast(other(), true);
        rings.unicast(token(RING, 1));
        rings.multicast(other(), false);
        rings.multicast(other(), false);
        rings.unicast(token(RING, 2));
        rings.ring(OTHER, new int[]{1, SELF}); // never reset
        rings.unicast(token(OTHER, 3));
        assertEquals(List.of("multicast 1", "unicast 1", "multicast 0", "multicast 1", "unicast 0", "unicast 1"),
                out.take());
    }

    @Test
    void handsEverythingUpAtOnceInPassiveMode() {
        RedundantRings rings = rings(RedundancyMode.PASSIVE);
        token(rings, 1, 5);
        rings.onPacket(0, other(), false, nowNs);
        token(rings, 0, 4);
        assertEquals(List.of("up 1", "up 0", "up 0"), out.take());
    }

    @Test
    void marksALinkThatIsMoreThanTenTokensBehind() {
        RedundantRings rings = rings(RedundancyMode.PASSIVE);
        for (int i = 0; i < 10; i++) {
            token(rings, 1, i);
        }
        assertFalse(rings.isFaulty(0));
        token(rings, 1, 10);
        assertTrue(rings.isFaulty(0));
        assertFalse(rings.isFaulty(1));
        assertEquals("Marking ringid 0 interface 10.0.0.7 FAULTY", rings.status(0));
        assertEquals(List.of("ERROR Marking ringid 0 interface 10.0.0.7 FAULTY"), out.lines);
        assertTrue(out.take().contains("faulty 0"));
        rings.multicast(other(), true);
        rings.multicast(other(), true);
        rings.unicast(token(RING, 1));
        rings.unicast(token(RING, 1));
        assertEquals(List.of("multicast 1", "multicast 1", "unicast 1", "unicast 1"), out.take());
    }

    @Test
    void marksALinkThatIsMoreThanAHundredOtherPacketsBehind() {
        RedundantRings rings = rings(RedundancyMode.PASSIVE);
        for (int i = 0; i < 100; i++) {
            rings.onPacket(0, other(), false, nowNs);
        }
        assertFalse(rings.isFaulty(1));
        rings.onPacket(0, other(), false, nowNs);
        assertTrue(rings.isFaulty(1));
    }

    @Test
    void sendsWithAllLinksFaultySoThatItComesBackToOurselves() {
        RedundantRings rings = rings(RedundancyMode.PASSIVE);
        for (int i = 0; i <= 10; i++) {
            token(rings, 1, i);
        }
        for (int i = 0; i < 100 && !rings.isFaulty(1); i++) {
            token(rings, 0, i);
        }
        assertTrue(rings.isFaulty(0) && rings.isFaulty(1));
        out.take();
        rings.multicast(other(), true);
        rings.multicast(other(), true);
        rings.unicast(token(RING, 1));
        rings.unicast(token(RING, 1));
        assertEquals(List.of("multicast 0", "multicast 0", "unicast 1", "unicast 0"), out.take());
    }

    // --- active

    @Test
    void sendsOnEveryLinkThatIsNotFaulty() {
        RedundantRings rings = rings(RedundancyMode.ACTIVE);
        rings.multicast(other(), true);
        rings.unicast(token(RING, 1));
        assertEquals(List.of("multicast 0", "multicast 1", "unicast 0", "unicast 1"), out.take());
        // one problem is forgiven meanwhile
        for (int i = 0; i < 11; i++) {
            token(rings, 0, i);
            pass(rings, 238);
        }
        assertTrue(rings.isFaulty(1));
        out.take();
        rings.multicast(other(), true);
        rings.unicast(token(RING, 1));
        assertEquals(List.of("multicast 0", "unicast 0"), out.take());
    }

    @Test
    void handsATokenUpWhenItHasComeOnEveryLink() {
        RedundantRings rings = rings(RedundancyMode.ACTIVE);
        token(rings, 1, 0);
        assertEquals(List.of(), out.take());
        rings.onPacket(1, other(), false, nowNs);
        assertEquals(List.of("up 1"), out.take());
        token(rings, 1, 0);
        assertEquals(List.of(), out.take());
        token(rings, 0, 0);
        assertEquals(List.of("up 0"), out.take());
        assertEquals(RedundantRings.NEVER, rings.nextDeadlineNs());
    }

    @Test
    void handsATokenUpWhenItsTimeIsOverAndBlamesTheOtherLink() {
        RedundantRings rings = rings(RedundancyMode.ACTIVE);
        token(rings, 0, 3);
        pass(rings, 237);
        assertEquals(List.of(), out.take());
        pass(rings, 1);
        assertEquals(List.of("up 0"), out.take());
        assertEquals("Incrementing problem counter for seqid 3 iface 10.0.1.7 to [1 of 10]", rings.status(1));
        pass(rings, 2000);
        assertEquals("ring 1 active with no faults", rings.status(1));
        assertEquals(List.of("WARNING Incrementing problem counter for seqid 3 iface 10.0.1.7 to [1 of 10]",
                "WARNING ring 1 active with no faults"), out.lines);
        assertEquals(RedundantRings.NEVER, rings.nextDeadlineNs());
    }

    @Test
    void countsProblemsDownByOneEveryTwoSeconds() {
        RedundantRings rings = rings(RedundancyMode.ACTIVE);
        for (int i = 0; i < 3; i++) {
            token(rings, 0, i);
            pass(rings, 238);
        }
        pass(rings, 2000 - 238 * 2);
        assertEquals("Decrementing problem counter for iface 10.0.1.7 to [2 of 10]", rings.status(1));
    }

    @Test
    void marksALinkWithTenProblems() {
        RedundantRings rings = rings(RedundancyMode.ACTIVE);
        for (int i = 0; i < 11 && !rings.isFaulty(0); i++) {
            token(rings, 1, i);
            pass(rings, 100);
            token(rings, 1, i);
            pass(rings, 138);
        }
        assertTrue(rings.isFaulty(0));
        assertTrue(rings.status(0).matches("Marking seqid \\d+ ringid 0 interface 10.0.0.7 FAULTY"), rings.status(0));
        out.take();
        token(rings, 1, 50);
        assertEquals(List.of("up 1"), out.take());
    }

    @Test
    void doesNotLetALateCopyTakeThePlaceOfTheTokenThatWaits() {
        RedundantRings rings = rings(RedundancyMode.ACTIVE);
        token(rings, 0, 5);
        token(rings, 1, 5);
        token(rings, 0, 9);
        out.take();
        token(rings, 1, 5);
        rings.onPacket(1, token(OTHER, 50), false, nowNs);
        assertEquals(List.of("up 1", "up 1"), out.take(), "the ring drops them");
        token(rings, 1, 9);
        assertEquals(List.of("up 1"), out.take());
    }

    @Test
    void numbersTokensAnewWithEveryRing() {
        RedundantRings rings = rings(RedundancyMode.ACTIVE);
        token(rings, 0, 500);
        rings.ring(OTHER, new int[]{1, SELF});
        pass(rings, 300);
        assertEquals(List.of(), out.take(), "the token of the ring before waits no more");
        rings.onPacket(0, token(OTHER, 0), false, nowNs);
        pass(rings, 300);
        assertEquals(List.of("up 0"), out.take());
        token(rings, 0, 0xffff_fff0);
        assertEquals(List.of("up 0"), out.take());
    }

    @Test
    void comparesTokenNumbersAcrossTheWrap() {
        RedundantRings rings = rings(RedundancyMode.ACTIVE);
        for (int seq = -3; seq < 3; seq++) {
            token(rings, 0, seq);
            assertEquals(List.of(), out.take(), "token " + seq);
            token(rings, 1, seq);
            assertEquals(List.of("up 1"), out.take(), "token " + seq);
        }
    }

    // --- recovery of a link, both modes

    private RedundantRings withLink0Faulty(RedundancyMode mode) {
        RedundantRings rings = rings(mode);
        for (int i = 0; i < 11; i++) {
            token(rings, 1, i);
            if (mode == RedundancyMode.ACTIVE) {
                pass(rings, 238);
            }
        }
        assertTrue(rings.isFaulty(0));
        out.take();
        out.lines.clear();
        return rings;
    }

    @ParameterizedTest
    @EnumSource(value = RedundancyMode.class, names = {"PASSIVE", "ACTIVE"})
    void testsAFaultyLinkEverySecond(RedundancyMode mode) {
        RedundantRings rings = withLink0Faulty(mode);
        pass(rings, 1000);
        assertEquals(List.of("RING_TEST_ACTIVE 0"), out.take());
        assertArrayEquals(test(PacketType.RING_TEST_ACTIVE, 0, SELF).array(), out.lastSent);
        pass(rings, 2000);
        assertEquals(List.of("RING_TEST_ACTIVE 0", "RING_TEST_ACTIVE 0"), out.take());
    }

    @ParameterizedTest
    @EnumSource(value = RedundancyMode.class, names = {"PASSIVE", "ACTIVE"})
    void usesALinkAgainWhenItsTestHasComeRound(RedundancyMode mode) {
        RedundantRings rings = withLink0Faulty(mode);
        rings.onPacket(0, test(PacketType.RING_TEST_ACTIVE, 0, SELF), false, nowNs);
        assertEquals(List.of("RING_TEST_ACTIVATE 0"), out.take());
        assertArrayEquals(test(PacketType.RING_TEST_ACTIVATE, 0, SELF).array(), out.lastSent);
        assertTrue(rings.isFaulty(0));
        rings.onPacket(0, test(PacketType.RING_TEST_ACTIVATE, 0, SELF), false, nowNs);
        assertEquals(List.of("healthy 0"), out.take());
        assertEquals("ring 0 active with no faults", rings.status(0));
        assertTrue(out.lines.contains("NOTICE Automatically recovered ring 0"), () -> out.lines.toString());
        assertEquals(RedundantRings.NEVER, rings.nextDeadlineNs());
    }

    @ParameterizedTest
    @EnumSource(value = RedundancyMode.class, names = {"PASSIVE", "ACTIVE"})
    void passesOnTheTestsOfOthersUnchanged(RedundancyMode mode) {
        RedundantRings rings = withLink0Faulty(mode);
        ByteBuffer bigEndian = ByteBuffer.wrap(new byte[]{6, 0, (byte) 0xff, 0x22, 0, 0, 0, 0, 0, 0, 0, 1});
        rings.onPacket(0, bigEndian, false, nowNs);
        assertEquals(List.of("RING_TEST_ACTIVE 0"), out.take());
        assertArrayEquals(bigEndian.array(), out.lastSent);
        rings.onPacket(0, test(PacketType.RING_TEST_ACTIVATE, 0, 1), false, nowNs);
        assertEquals(List.of("healthy 0", "RING_TEST_ACTIVATE 0"), out.take());
    }

    @Test
    void takesATestOffTheRingWhoseActivatorHasGone() {
        RedundantRings rings = rings(RedundancyMode.PASSIVE);
        rings.onPacket(0, test(PacketType.RING_TEST_ACTIVE, 0, 99), false, nowNs);
        rings.onPacket(0, test(PacketType.RING_TEST_ACTIVATE, 0, 99), false, nowNs);
        assertEquals(List.of(), out.take());
    }

    @Test
    void takesATestOffARingThatFormsWithoutItsActivator() {
        RedundantRings rings = rings(RedundancyMode.PASSIVE);
        rings.ring(OTHER, new int[]{2, SELF});
        rings.onPacket(0, test(PacketType.RING_TEST_ACTIVATE, 0, 1), false, nowNs);
        rings.onPacket(0, test(PacketType.RING_TEST_ACTIVE, 0, 1), false, nowNs);
        assertEquals(List.of(), out.take(), "it would go round among those who have committed already");
        rings.onPacket(0, test(PacketType.RING_TEST_ACTIVE, 0, 2), false, nowNs);
        assertEquals(List.of("RING_TEST_ACTIVE 0"), out.take());
    }

    @ParameterizedTest
    @EnumSource(value = RedundancyMode.class, names = {"PASSIVE", "ACTIVE"})
    void usesAllLinksAgainWhenTheOperatorSaysSo(RedundancyMode mode) {
        RedundantRings rings = withLink0Faulty(mode);
        rings.reenableAll();
        assertFalse(rings.isFaulty(0));
        assertEquals(List.of("healthy 0"), out.take());
        assertEquals(List.of(), out.lines);
        rings.multicast(other(), true);
        rings.multicast(other(), true);
        assertTrue(out.take().contains("multicast 0"));
    }

    @Test
    void takesOverTimesAndThresholdsWhileRunning() {
        RedundantRings rings = rings(RedundancyMode.PASSIVE);
        rings.reconfigure(new RedundancyConfig(RedundancyMode.ACTIVE, 2, MS, 2, 2, MS, 0));
        for (int i = 0; i < 3; i++) {
            token(rings, 1, i);
        }
        assertTrue(rings.isFaulty(0));
        assertEquals(RedundantRings.NEVER, rings.nextDeadlineNs(), "0: no tests");
    }
}
