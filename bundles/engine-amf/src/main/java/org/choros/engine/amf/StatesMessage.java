package org.choros.engine.amf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.choros.engine.amf.supervise.ComponentState;
import org.choros.engine.amf.supervise.Presence;
import org.choros.engine.amf.supervise.Slot;

/**
 * How components of the sender are, for people: u8 whether these are all, or the first of all; u32 n, n times text
 * workload, text unit, text name, u8 presence or 255 when it is gone, u32 restarts, text cause.
 *
 * @param first whether what was said before does not count any more
 * @param states those that have changed; gone is who has no presence
 */
record StatesMessage(boolean first, List<ComponentState> states) implements AmfMessage {
    static final int FUNCTION = 9;
    /** As many in one message. */
    static final int MAX = 64;
    /** Longer causes are cut. */
    private static final int CAUSE_MAX = 200;
    private static final int GONE = 255;

    static StatesMessage read(ByteBuffer m) {
        if (m.remaining() < 5) {
            return null;
        }
        boolean first = m.get() != 0;
        int n = m.getInt();
        if (n < 0 || n > MAX) {
            return null;
        }
        List<ComponentState> states = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            ComponentState s = state(m);
            if (s == null) {
                return null;
            }
            states.add(s);
        }
        return new StatesMessage(first, List.copyOf(states));
    }

    private static ComponentState state(ByteBuffer m) {
        String workload = Bytes.text(m);
        String unit = Bytes.text(m);
        String name = Bytes.text(m);
        if (workload == null || unit == null || name == null || m.remaining() < 5) {
            return null;
        }
        int presence = Byte.toUnsignedInt(m.get());
        int restarts = m.getInt();
        String cause = Bytes.text(m);
        Presence[] all = Presence.values();
        if (cause == null || presence != GONE && presence >= all.length) {
            return null;
        }
        return new ComponentState(new Slot(workload, unit), name, presence == GONE ? null : all[presence], restarts,
                cause);
    }

    private static String cut(String cause) {
        return cause.length() <= CAUSE_MAX ? cause : cause.substring(0, CAUSE_MAX);
    }

    @Override
    public int function() {
        return FUNCTION;
    }

    @Override
    public int length() {
        int length = 5;
        for (ComponentState s : states) {
            length += Bytes.length(s.slot().workload()) + Bytes.length(s.slot().unit()) + Bytes.length(s.name()) + 5
                    + Bytes.length(cut(s.cause()));
        }
        return length;
    }

    @Override
    public void body(ByteBuffer m) {
        m.put((byte) (first ? 1 : 0)).putInt(states.size());
        for (ComponentState s : states) {
            Bytes.put(m, s.slot().workload());
            Bytes.put(m, s.slot().unit());
            Bytes.put(m, s.name());
            m.put((byte) (s.presence() == null ? GONE : s.presence().ordinal())).putInt(s.restarts());
            Bytes.put(m, cut(s.cause()));
        }
    }
}
