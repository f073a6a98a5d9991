package org.choros.itests.fuzz;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.choros.node.core.NodeCore;
import org.choros.totem.ring.Ring;
import org.choros.totem.ring.State;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/**
 * Looks into a ring, whose variables nobody outside has a use for: to forge packets that get past the first look, and
 * to check what holds between any two packets.
 */
final class Inside {
    private static final Field CORE = field(Ring.class, "core");
    private static final Class<?> TYPE = CORE.getType();
    private static final Field SELF = field(TYPE, "self");
    private static final Field RING_ID = field(TYPE, "ring");
    private static final Field OLD_RING = field(TYPE, "oldRing");
    private static final Field RING_SEQ_MAX = field(TYPE, "ringSeqMax");
    private static final Field PROC = field(TYPE, "proc");
    private static final Field FAILED = field(TYPE, "failed");
    private static final Field LEAVING = field(TYPE, "leaving");
    private static final Field NEW_MEMBERS = field(TYPE, "newMembers");
    private static final Field ARU = field(TYPE, "aru");
    private static final Field HIGH = field(TYPE, "high");
    private static final Field OLD_HIGH = field(TYPE, "oldHigh");
    private static final Field DELIVERED = field(TYPE, "delivered");
    private static final Field REGULAR = field(TYPE, "regular");
    private static final Field RECOVERY = field(TYPE, "recovery");
    private static final Field POOL = field(TYPE, "pool");
    private static final Field POOLED = field(POOL.getType(), "count");
    private static final Field RELEASED = field(REGULAR.getType(), "released");
    private static final Field HIGHEST = field(REGULAR.getType(), "highest");
    private static final Field VISIT = field(TYPE, "visit");
    private static final Field TOKEN_SEEN = field(VISIT.getType(), "tokenSeen");
    private static final Field GATHER = field(TYPE, "gather");
    private static final Field CONSENSUS = field(GATHER.getType(), "consensus");
    private static final Field GROUPS_NORMAL = field(org.choros.totem.groups.PacketGroups.class, "normal");
    private static final Field GROUPS_SYNC = field(org.choros.totem.groups.PacketGroups.class, "synchronising");
    private static final Field SENDERS = field(GROUPS_NORMAL.getType(), "all");
    private static final int POOLED_MAX = 4096;

    private final NodeCore node;
    private final Object core;

    Inside(NodeCore node) {
        this.node = node;
        this.core = get(CORE, node.ring());
    }

    private static Field field(Class<?> type, String name) {
        try {
            Field f = type.getDeclaredField(name);
            f.setAccessible(true);
            return f;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has changed", e);
        }
    }

    private static Object get(Field f, Object of) {
        try {
            return f.get(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int number(Field f, Object of) {
        try {
            return f.getInt(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T cast(Object o) {
        return (T) o;
    }

    State state() {
        return node.ring().state();
    }

    Processor self() {
        return cast(get(SELF, core));
    }

    RingId ring() {
        return cast(get(RING_ID, core));
    }

    RingId oldRing() {
        return cast(get(OLD_RING, core));
    }

    long ringSeqMax() {
        return (Long) get(RING_SEQ_MAX, core);
    }

    Set<Processor> proc() {
        return cast(get(PROC, core));
    }

    Set<Processor> failed() {
        return cast(get(FAILED, core));
    }

    List<Processor> newMembers() {
        return cast(get(NEW_MEMBERS, core));
    }

    int aru() {
        return number(ARU, core);
    }

    int high() {
        return number(HIGH, core);
    }

    int oldHigh() {
        return number(OLD_HIGH, core);
    }

    int tokenSeen() {
        return number(TOKEN_SEEN, get(VISIT, core));
    }

    /** What holds between any two packets, whatever they were. */
    void check() {
        bounded("proc", get(PROC, core), Packets.PROCESSORS_MAX);
        bounded("failed", get(FAILED, core), Packets.PROCESSORS_MAX);
        bounded("leaving", get(LEAVING, core), Packets.PROCESSORS_MAX);
        bounded("consensus", get(CONSENSUS, get(GATHER, core)), Packets.PROCESSORS_MAX);
        bounded("senders", get(SENDERS, get(GROUPS_NORMAL, node.groups())), Packets.PROCESSORS_MAX);
        bounded("senders", get(SENDERS, get(GROUPS_SYNC, node.groups())), Packets.PROCESSORS_MAX);
        store("regular", get(REGULAR, core));
        store("recovery", get(RECOVERY, core));
        OracleException.require(number(POOLED, get(POOL, core)) <= POOLED_MAX, "more frames kept than allowed");
        OracleException.require(number(HIGH, core) - number(ARU, core) >= 0,
                () -> "aru " + aru() + " above high " + high());
        OracleException.require(node.ring().queued() <= node.ring().queueCapacity(), "queue over its bound");
        if (state() == State.OPERATIONAL) {
            int released = number(RELEASED, get(REGULAR, core));
            int delivered = number(DELIVERED, core);
            OracleException.require(delivered - released >= 0, () -> "released " + released + " above " + delivered);
            OracleException.require(high() - delivered >= 0, () -> "delivered " + delivered + " above " + high());
            OracleException.require(proc().contains(self()), "operational without ourselves");
        }
        OracleException.require(node.services().failures() == 0, "an engine has thrown");
    }

    private static void bounded(String what, Object collection, int max) {
        int size = ((Collection<?>) collection).size();
        OracleException.require(size <= max, () -> size + " in " + what);
    }

    private static void store(String name, Object store) {
        int filled = number(HIGHEST, store) - number(RELEASED, store);
        OracleException.require(filled >= 0 && filled <= Packets.WINDOW, () -> name + " store of " + filled);
    }
}
