package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.util.StringJoiner;
import java.util.TreeMap;

import org.choros.totem.ring.Cause;
import org.choros.totem.ring.RingEvent;
import org.choros.totem.ring.State;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Packets;

/**
 * What of the protocol the runs have reached: which packet came in which state, why states were entered, in which
 * states the token was lost, and the marks. What a range of seeds never reaches, it says nothing about.
 */
final class Coverage {
    private static final State[] STATES = State.values();
    private static final PacketType[] TYPES = PacketType.values();
    private static final Cause[] CAUSES = Cause.values();

    private final long[] arrivals = new long[TYPES.length * STATES.length];
    private final long[] causes = new long[CAUSES.length];
    private final long[] losses = new long[STATES.length];
    private final TreeMap<String, Long> marks = new TreeMap<>();

    /** A packet that somebody has sent comes in a state. */
    void arrives(Dialect dialect, byte[] packet, State state) {
        PacketType type = Packets.type(dialect, ByteBuffer.wrap(packet));
        if (type != null) {
            arrivals[type.ordinal() * STATES.length + state.ordinal()]++;
        }
    }

    void happens(RingEvent event) {
        if (event instanceof RingEvent.StateEntered entered) {
            causes[entered.cause().ordinal()]++;
        } else if (event instanceof RingEvent.TokenLost lost) {
            losses[lost.state().ordinal()]++;
        } else if (event instanceof RingEvent.Mark mark) {
            marks.merge(mark.name(), 1L, Long::sum);
        } else if (event instanceof RingEvent.Paused || event instanceof RingEvent.FailedToReceive) {
            marks.merge(event.getClass().getSimpleName(), 1L, Long::sum);
        }
    }

    void add(Coverage other) {
        for (int i = 0; i < arrivals.length; i++) {
            arrivals[i] += other.arrivals[i];
        }
        for (int i = 0; i < causes.length; i++) {
            causes[i] += other.causes[i];
        }
        for (int i = 0; i < losses.length; i++) {
            losses[i] += other.losses[i];
        }
        other.marks.forEach((name, count) -> marks.merge(name, count, Long::sum));
    }

    /** @return a line about what was never reached, then the marks with their counts */
    @Override
    public String toString() {
        StringJoiner never = new StringJoiner(", ", "never reached: ", "");
        never.setEmptyValue("never reached: nothing");
        for (int i = 0; i < arrivals.length; i++) {
            if (arrivals[i] == 0) {
                never.add(TYPES[i / STATES.length] + " in " + STATES[i % STATES.length]);
            }
        }
        for (int i = 0; i < causes.length; i++) {
            if (causes[i] == 0) {
                never.add("cause " + CAUSES[i]);
            }
        }
        for (int i = 0; i < losses.length; i++) {
            if (losses[i] == 0) {
                never.add("token loss in " + STATES[i]);
            }
        }
        StringJoiner seen = new StringJoiner(", ", "marks: ", "");
        marks.forEach((name, count) -> seen.add(name + " " + count));
        return never + System.lineSeparator() + seen;
    }
}
