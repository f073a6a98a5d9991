package org.choros.totem.ring;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.Malformed;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/** What the ring of a {@link Seat} wants done, line by line. */
final class SeatOutput implements RingOutput {
    final List<String> log = new ArrayList<>();
    /** The last token that was sent. */
    byte[] lastToken;
    private final Dialect dialect;
    private Consumer<RingId> stored;
    private int target;

    SeatOutput(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Who is told that a ring id is on stable storage. */
    void ring(Consumer<RingId> storage) {
        stored = storage;
    }

    @Override
    public void multicast(ByteBuffer packet, boolean everybody) {
        log.add(">* " + SeatText.packet(dialect, packet));
        if (Packets.check(dialect, packet) != Malformed.NO) {
            throw new AssertionError("nobody could read this: " + log.get(log.size() - 1));
        }
        if (everybody == (Packets.type(dialect, packet) == PacketType.FRAME)) {
            throw new AssertionError("to everybody: " + everybody + " " + log);
        }
    }

    @Override
    public void target(int link, Processor to) {
        target = to.nodeId();
    }

    @Override
    public void unicast(ByteBuffer packet) {
        log.add(">" + target + " " + SeatText.packet(dialect, packet));
        if (Packets.type(dialect, packet) == PacketType.TOKEN) {
            lastToken = new byte[packet.remaining()];
            packet.get(packet.position(), lastToken);
        }
    }

    @Override
    public void deliver(int sender, int seq, ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(frame.position(), bytes);
        log.add("deliver " + Integer.toUnsignedString(seq) + " of " + sender + " "
                + new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void configuration(RingConfiguration c) {
        log.add((c.regular() ? "REGULAR " : "TRANSITIONAL ") + c.ring() + " members " + SeatText.list(c.members())
                + " joined "
                + SeatText.list(c.joined()) + " left " + SeatText.list(c.left()));
    }

    @Override
    public void reassembly(boolean synchronising) {
        log.add("reassembly " + (synchronising ? "synchronising" : "normal"));
    }

    @Override
    public void store(RingId id) {
        log.add("store " + id);
        stored.accept(id);
    }

    @Override
    public void tokenReceived() {
        // pairs with tokenSent; who packs messages listens to it
    }

    @Override
    public void tokenSent(long now) {
        // once a rotation; who synchronises listens to it
    }

    @Override
    public void space() {
        log.add("space");
    }

    @Override
    public void discardReceived() {
        log.add("discard received");
    }

    @Override
    public void checkInterfaces() {
        log.add("check interfaces");
    }

    @Override
    public void trace(RingEvent event) {
        log.add(event instanceof RingEvent.StateEntered e ? e.to() + " " + e.cause() : "log " + event.line().strip());
    }
}
