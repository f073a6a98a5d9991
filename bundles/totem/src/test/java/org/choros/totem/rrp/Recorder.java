package org.choros.totem.rrp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Packets;

/** Notes what redundant rings want done, one word an action. */
final class Recorder implements RedundantOutput {
    final List<String> calls = new ArrayList<>();
    final List<String> lines = new ArrayList<>();
    byte[] lastSent = {};

    private static String name(ByteBuffer packet) {
        ByteBuffer look = packet.duplicate();
        Packets.check(Dialect.V2, look);
        return Packets.type(Dialect.V2, look).name();
    }

    private void sent(ByteBuffer packet) {
        lastSent = new byte[packet.remaining()];
        packet.get(packet.position(), lastSent);
    }

    @Override
    public void multicast(int link, ByteBuffer packet, boolean everybody) {
        sent(packet);
        calls.add("multicast " + link);
    }

    @Override
    public void unicast(int link, ByteBuffer packet) {
        sent(packet);
        String type = name(packet);
        boolean test = type.equals(PacketType.RING_TEST_ACTIVE.name())
                || type.equals(PacketType.RING_TEST_ACTIVATE.name());
        calls.add((test ? type : "unicast") + " " + link);
    }

    @Override
    public void packet(int link, ByteBuffer packet, boolean flushing) {
        calls.add("up " + link);
    }

    @Override
    public void faulty(int link, boolean faulty) {
        calls.add((faulty ? "faulty " : "healthy ") + link);
    }

    @Override
    public void trace(RedundancyEvent event) {
        lines.add(event.severity() + " " + event.line());
    }

    /** Answers what was called since the last time. */
    List<String> take() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }
}
