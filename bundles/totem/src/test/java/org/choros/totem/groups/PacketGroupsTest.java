package org.choros.totem.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.choros.totem.ring.Ring;
import org.choros.totem.ring.RingConfig;
import org.choros.totem.ring.RingConfiguration;
import org.choros.totem.ring.RingEvent;
import org.choros.totem.ring.RingOutput;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.PackView;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;
import org.junit.jupiter.api.Test;

/** Packing and reassembly, spec 2.12 and 2.13, over a ring of one. */
class PacketGroupsTest {
    private static final int MTU = 1410;

    /** A lone node: what it sends to itself comes back at once. */
    private static final class Alone implements RingOutput, GroupOutput {
        final Ring ring;
        final PacketGroups groups;
        final List<ByteBuffer> wire = new ArrayList<>();
        final List<byte[]> frames = new ArrayList<>();
        final List<String> got = new ArrayList<>();
        long now = 1;

        Alone() {
            this(MTU);
        }

        Alone(int mtu) {
            this(mtu, 0);
        }

        Alone(int mtu, int queueFrames) {
            ring = new Ring(RingConfig.builder(Dialect.V3, 7).queueFrames(queueFrames).build(), 0, this);
            groups = new PacketGroups(mtu, ring, this);
            ring.onInterface(0, new byte[]{10, 0, 0, 7}, true, now);
            turn(20);
            ring.syncComplete(now);
        }

        void turn(int packets) {
            for (int i = 0; i < packets && !wire.isEmpty(); i++) {
                ring.onPacket(0, wire.remove(0), false, now);
            }
        }

        void offer(Group group, byte[] message) {
            assertTrue(groups.offer(group, ByteBuffer.wrap(message), now));
        }

        private void loop(ByteBuffer packet) {
            byte[] bytes = new byte[packet.remaining()];
            packet.get(packet.position(), bytes);
            wire.add(ByteBuffer.wrap(bytes));
        }

        @Override
        public void multicast(ByteBuffer packet, boolean everybody) {
            if (everybody) {
                loop(packet);
            }
        }

        @Override
        public void target(int link, Processor next) {
            assertEquals(7, next.nodeId());
        }

        @Override
        public void unicast(ByteBuffer packet) {
            loop(packet);
        }

        @Override
        public void deliver(int sender, int seq, ByteBuffer frame) {
            byte[] bytes = new byte[frame.remaining()];
            frame.get(frame.position(), bytes);
            frames.add(bytes);
            groups.onFrame(sender, frame);
        }

        @Override
        public void message(Group group, int sender, ByteBuffer message) {
            got.add(group + " " + sender + " " + message.remaining() + " " + message.hashCode());
        }

        @Override
        public void configuration(RingConfiguration configuration) {
            groups.onConfiguration(configuration);
        }

        @Override
        public void reassembly(boolean synchronising) {
            groups.reassembly(synchronising);
        }

        @Override
        public void store(RingId id) {
            ring.onStored(id, now);
        }

        @Override
        public void tokenReceived() {
            groups.onTokenReceived();
        }

        @Override
        public void tokenSent(long nowNs) {
            // no synchronisation
        }

        @Override
        public void space() {
            // the test looks itself
        }

        @Override
        public void discardReceived() {
            // no sockets
        }

        @Override
        public void checkInterfaces() {
            // no interfaces
        }

        @Override
        public void trace(RingEvent event) {
            // not of interest
        }
    }

    private static String line(Group group, byte[] message) {
        return line(group, 7, message);
    }

    private static String line(Group group, int sender, byte[] message) {
        return group + " " + sender + " " + message.length + " " + ByteBuffer.wrap(message).hashCode();
    }

    private static byte[] random(Random r, int length) {
        byte[] bytes = new byte[length];
        r.nextBytes(bytes);
        return bytes;
    }

    /** A small message waits for company, and is on its way only with the next token. */
    @Test
    void isDrainedOnlyWhenWhatWaitsForCompanyIsOut() {
        Alone node = new Alone();
        assertTrue(node.groups.isDrained());
        node.offer(Group.SERVICES, new byte[10]);
        assertEquals(0, node.ring.queued());
        assertFalse(node.groups.isDrained());
        node.turn(20);
        assertTrue(node.groups.isDrained());
        assertEquals(1, node.got.size());
    }

    @Test
    void messagesOfAllLengthsComeBackWhole() {
        Random r = new Random(3);
        Alone alone = new Alone();
        List<String> expected = new ArrayList<>();
        int[] lengths = {0, 1, 1389, 1390, 1391, 1392, 1393, 1394, 1395, 1400, 2786, 70_000,
                PacketGroups.MESSAGE_LENGTH_MAX};
        for (int i = 0; i < 400; i++) {
            int length = i < lengths.length ? lengths[i] : r.nextInt(1 << r.nextInt(13));
            byte[] message = random(r, length);
            Group group = r.nextBoolean() ? Group.SERVICES : Group.SYNC;
            alone.offer(group, message);
            expected.add(line(group, message));
            if (r.nextInt(5) == 0 || length > 10_000) {
                alone.turn(5000);
            }
        }
        alone.turn(5000);
        assertEquals(expected, alone.got);
        for (byte[] frame : alone.frames) {
            assertTrue(frame.length <= MTU);
            assertTrue(PackView.isValid(ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN)));
        }
    }

    /** Appendix B: a cut message fills its first frame with 1400 bytes, and the rest continues cut 1. */
    @Test
    void aCutMessageLooksAsRecorded() {
        Alone alone = new Alone();
        alone.offer(Group.SERVICES, new byte[1573 - 5]);
        alone.turn(100);
        PackView first = new PackView().wrap(ByteBuffer.wrap(alone.frames.get(0)).order(ByteOrder.LITTLE_ENDIAN));
        assertEquals("1 0 1 1400", first.fragmented() + " " + first.continuation() + " " + first.count() + " "
                + first.pieceLength(0));
        PackView second = new PackView().wrap(ByteBuffer.wrap(alone.frames.get(1)).order(ByteOrder.LITTLE_ENDIAN));
        assertEquals("0 1 1 173", second.fragmented() + " " + second.continuation() + " " + second.count() + " "
                + second.pieceLength(0));
    }

    /** Who joins in the middle of a message does not get it, and a process group's join is not said twice. */
    @Test
    void aSmallMessageIsNotCut() {
        for (int mtu : new int[]{300, MTU}) {
            Alone alone = new Alone(mtu);
            byte[] before = new byte[mtu - 150];
            byte[] join = random(new Random(5), 160);
            alone.offer(Group.SERVICES, before);
            alone.offer(Group.SERVICES, join);
            alone.turn(100);
            assertEquals(List.of(line(Group.SERVICES, before), line(Group.SERVICES, join)), alone.got);
            for (byte[] frame : alone.frames) {
                PackView pack = new PackView().wrap(ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN));
                assertEquals(0, pack.fragmented());
            }
        }
    }

    /** 2.12: who joins in the middle of a message ignores whole frames up to the next that ends complete. */
    @Test
    void aMissedBeginningSkipsWholeFrames() {
        Alone sender = new Alone();
        byte[] cut = random(new Random(1), 1200);
        byte[] small = random(new Random(2), 10);
        byte[] next = random(new Random(3), 20);
        sender.offer(Group.SERVICES, new byte[500]);
        sender.offer(Group.SERVICES, cut); // its rest shares a frame with the small one
        sender.offer(Group.SERVICES, small);
        sender.turn(100);
        sender.offer(Group.SERVICES, next);
        sender.turn(100);
        Alone late = new Alone();
        for (byte[] frame : sender.frames.subList(1, sender.frames.size())) {
            late.groups.onFrame(7, ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN));
        }
        assertEquals(List.of(line(Group.SERVICES, next)), late.got);
    }

    /** What was forged in the name of a node before it came must not make us skip its own first frames. */
    @Test
    void whoJoinsBeginsAnew() {
        Alone sender = new Alone();
        byte[] first = random(new Random(4), 30);
        sender.offer(Group.SYNC, first);
        sender.turn(100);
        for (boolean sync : new boolean[]{false, true}) {
            Alone alone = new Alone();
            ByteBuffer forged = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
            PackView pack = new PackView().wrap(forged);
            pack.header(3, 0, 1);
            pack.pieceLength(0, forged.capacity() - pack.dataOffset());
            alone.groups.reassembly(sync);
            alone.groups.onFrame(9, forged);
            Processor us = Processor.of(7);
            Processor joiner = Processor.of(9);
            RingId ring = RingId.of(us, 100);
            alone.groups.onConfiguration(
                    new RingConfiguration(true, ring, List.of(us, joiner), List.of(joiner), List.of(), List.of(us)));
            alone.groups.onFrame(9, ByteBuffer.wrap(sender.frames.get(0)).order(ByteOrder.LITTLE_ENDIAN));
            assertEquals(List.of(line(Group.SYNC, 9, first)), alone.got, "synchronising " + sync);
        }
    }

    @Test
    void anEndlessMessageIsDropped() {
        Alone alone = new Alone();
        ByteBuffer frame = ByteBuffer.allocate(60_000).order(ByteOrder.LITTLE_ENDIAN);
        PackView pack = new PackView().wrap(frame);
        int cut = 0;
        for (int i = 0; i < 40; i++) {
            pack.header(cut + 1, cut, 1);
            pack.pieceLength(0, frame.capacity() - pack.dataOffset());
            cut++;
            alone.groups.onFrame(9, frame);
        }
        assertTrue(alone.got.isEmpty());
    }

    @Test
    void boundsAreSaid() {
        Alone alone = new Alone();
        ByteBuffer tooLong = ByteBuffer.allocate(PacketGroups.MESSAGE_LENGTH_MAX + 1);
        assertThrows(IllegalArgumentException.class, () -> alone.groups.offer(Group.SERVICES, tooLong, 1));
        assertEquals(QueueLevel.LOW, alone.groups.level());
        ByteBuffer large = ByteBuffer.allocate(1 << 20);
        int taken = 0;
        while (alone.groups.offer(Group.SERVICES, large, 1)) {
            taken++;
        }
        assertEquals(3, taken);
        assertEquals(QueueLevel.CRITICAL, alone.groups.level());
        assertFalse(alone.groups.hasRoom(1 << 20));
        alone.turn(100_000);
        assertEquals(3, alone.got.size());
        assertEquals(QueueLevel.LOW, alone.groups.level());
    }

    /** What is longer than an empty queue never gets in, and whoever would wait for that waits for ever. */
    @Test
    void theLongestIsWhatAnEmptyQueueTakes() {
        assertEquals(PacketGroups.MESSAGE_LENGTH_MAX, new Alone().groups.longest());
        for (int frames : new int[]{3, 4, 16, 100}) {
            Alone alone = new Alone(MTU, frames);
            int longest = alone.groups.longest();
            assertFalse(alone.groups.offer(Group.SERVICES, ByteBuffer.allocate(longest + 1), 1));
            alone.offer(Group.SERVICES, new byte[longest]);
            alone.turn(5000);
            assertEquals(List.of(line(Group.SERVICES, new byte[longest])), alone.got, frames + " frames");
        }
        assertEquals(0, new Alone(MTU, 1).groups.longest());
    }
}
