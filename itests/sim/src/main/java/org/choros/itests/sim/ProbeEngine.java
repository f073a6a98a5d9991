package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;

/**
 * An engine that follows the others from inside: counts who joined; sends its state in each synchronisation, over some
 * turns and long enough to be cut, and at its end has to have heard every member; and sends the load, messages that can
 * be recognised and checked.
 */
final class ProbeEngine implements ServiceEngine, ServiceEngineFactory {
    private static final int ID = 40;
    private static final int STATE = 0;
    private static final int LOAD = 1;
    private static final int HEADER = 16;
    private static final int STATE_LENGTH = 32;
    /** Header, incarnation, number, whether it may overtake, digest. */
    static final int LOAD_LENGTH = HEADER + 4 + 4 + 4 + 8;
    private static final int INCARNATION_AT = 16;
    private static final int NUMBER_AT = 20;
    private static final int URGENT_AT = 24;
    private static final int DIGEST_AT = 28;

    private final Machine machine;
    private final Chance chance;
    private final int incarnation;
    private final IntPredicate excused;
    private final Map<Integer, Integer> joins = new HashMap<>();
    private final Set<Integer> here = new HashSet<>();
    private final Set<Integer> heard = new HashSet<>();
    private EngineContext context;
    private Membership change;
    private int turnsLeft;
    private boolean told;
    private int sent;

    /**
     * @param excused whether a node may be silent, because it has unloaded its engines in the middle
     */
    ProbeEngine(Machine machine, int incarnation, IntPredicate excused) {
        this.machine = machine;
        this.chance = machine.world().chance();
        this.incarnation = incarnation;
        this.excused = excused;
    }

    @Override
    public EngineDescription description() {
        return new EngineDescription(ID, "probe", "probe", null, 2, true, false);
    }

    @Override
    public ServiceEngine create(EngineContext its) {
        context = its;
        return this;
    }

    @Override
    public void start(long nowNs) {
        context.onQuorum((state, now) -> machine.world().watch().quorum(machine, state));
    }

    @Override
    public void stop(long nowNs) {
        // has nothing to say
    }

    @Override
    public void onMembership(Membership now, long nowNs) {
        for (int id : now.left()) {
            here.remove(id);
        }
        for (int id : now.joined()) {
            joins.merge(id, 1, Integer::sum);
            here.add(id);
        }
    }

    Map<Integer, Integer> joins() {
        return joins;
    }

    boolean isHere(int nodeId) {
        return here.contains(nodeId);
    }

    // --- load

    /** Sends a message that says who, which and what; false when the node takes none now. */
    boolean send(int length) {
        byte[] bytes = new byte[LOAD_LENGTH + length];
        chance.fill(bytes, LOAD_LENGTH);
        ByteBuffer message = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(0, ID << 16 | LOAD).putInt(8, bytes.length);
        // clients are held back while a node synchronises, but engines are not: their messages overtake
        boolean urgent = context.synchronising();
        int number = machine.world().watch().next(machine, urgent, sent);
        message.putInt(INCARNATION_AT, incarnation).putInt(NUMBER_AT, number).putInt(URGENT_AT, urgent ? 1 : 0);
        long digest = digest(message);
        message.putLong(DIGEST_AT, digest);
        if (!context.multicast(message)) {
            return false;
        }
        machine.world().watch().sent(machine, number, urgent, digest);
        sent += urgent ? 0 : 1;
        return true;
    }

    private static long digest(ByteBuffer m) {
        int at = m.position();
        long sum = m.getInt(at + INCARNATION_AT) * 31L + m.getInt(at + NUMBER_AT) * 31L + m.getInt(at + URGENT_AT);
        int end = m.limit();
        int i = at + LOAD_LENGTH;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            sum = (sum ^ m.getLong(i)) * 0x9E3779B97F4A7C15L;
            sum ^= sum >>> 29;
        }
        for (; i < end; i++) {
            sum = sum * 31 + m.get(i);
        }
        return sum * 31 + (end - at);
    }

    private void onLoad(int sender, ByteBuffer m) {
        int at = m.position();
        if (m.remaining() < LOAD_LENGTH || m.getLong(at + DIGEST_AT) != digest(m)) {
            throw machine.world().fail("V1", machine + " gets an altered message of node " + sender);
        }
        machine.world().watch().delivered(machine, sender, m.getInt(at + INCARNATION_AT), m.getInt(at + NUMBER_AT),
                m.getInt(at + URGENT_AT) != 0, m.getLong(at + DIGEST_AT));
    }

    // --- synchronisation

    @Override
    public void syncInit(Membership newChange, long nowNs) {
        change = newChange;
        heard.clear();
        told = false;
        turnsLeft = chance.below(3);
    }

    @Override
    public boolean syncProcess(long nowNs) {
        if (turnsLeft > 0) {
            turnsLeft--;
            return false;
        }
        int length = STATE_LENGTH + (chance.oneIn(8) ? chance.below(4000) : 0);
        ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putInt(0, ID << 16 | STATE)
                .putInt(8, length).putInt(16, change.ring().nodeId()).putLong(20, change.ring().seq());
        told = told || context.multicast(message);
        return told;
    }

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
        if (function == LOAD) {
            onLoad(sender, message);
            return;
        }
        int at = message.position();
        if (change != null && message.getInt(at + 16) == change.ring().nodeId()
                && message.getLong(at + 20) == change.ring().seq()) {
            heard.add(sender);
        }
    }

    @Override
    public void syncActivate(long nowNs) {
        for (int member : change.members()) {
            if (!heard.contains(member) && !excused.test(member)) {
                throw machine.world().fail("synchronisation",
                        machine + " activates without the state of node " + member);
            }
        }
    }
}
