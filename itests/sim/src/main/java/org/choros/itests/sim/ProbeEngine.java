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
 * An engine that follows the others from inside: counts who joined, and at the end of its turn in a synchronisation has
 * to have heard every member.
 */
final class ProbeEngine implements ServiceEngine, ServiceEngineFactory {
    private static final int ID = 40;
    private static final int LENGTH = 32;

    private final IntPredicate excused;
    private final Map<Integer, Integer> joins = new HashMap<>();
    private final Set<Integer> here = new HashSet<>();
    private final Set<Integer> heard = new HashSet<>();
    private EngineContext context;
    private Membership change;
    private boolean told;

    /**
     * @param excused whether a node may be silent, because it has unloaded its engines in the middle
     */
    ProbeEngine(IntPredicate excused) {
        this.excused = excused;
    }

    @Override
    public EngineDescription description() {
        return new EngineDescription(ID, "probe", "probe", null, 1, true, false);
    }

    @Override
    public ServiceEngine create(EngineContext its) {
        context = its;
        return this;
    }

    @Override
    public void start(long nowNs) {
        // begins with the first membership
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

    @Override
    public void syncInit(Membership now, long nowNs) {
        change = now;
        heard.clear();
        told = false;
    }

    @Override
    public boolean syncProcess(long nowNs) {
        ByteBuffer message = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN).putInt(0, ID << 16)
                .putInt(8, LENGTH).putInt(16, change.ring().nodeId()).putLong(20, change.ring().seq());
        told = told || context.multicast(message);
        return told;
    }

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
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
                throw new IllegalStateException("activated without the state of node " + member);
            }
        }
    }
}
