package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

import org.choros.spi.engine.Membership;
import org.choros.totem.sync.SyncService;

/** A service that sends its state, long enough to be cut, and has to have everybody's when it is activated. */
final class StateService implements SyncService {
    /** First byte of its messages. */
    static final byte MARK = 0x53;
    private static final int HEADER_LENGTH = 16;

    private final int id;
    private final int nodeId;
    private final Sim sim;
    private final Predicate<ByteBuffer> multicast;
    private final Set<Integer> heard = new HashSet<>();
    private Membership change;
    private int left;

    StateService(int id, int nodeId, Sim sim, Predicate<ByteBuffer> multicast) {
        this.id = id;
        this.nodeId = nodeId;
        this.sim = sim;
        this.multicast = multicast;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public void init(Membership newChange, long nowNs) {
        change = newChange;
        heard.clear();
        left = 1 + sim.random.nextInt(3);
    }

    @Override
    public boolean process(long nowNs) {
        if (left > 1) {
            left--;
            return false;
        }
        ByteBuffer message = ByteBuffer.allocate(HEADER_LENGTH + sim.random.nextInt(4000))
                .order(ByteOrder.LITTLE_ENDIAN);
        message.put(0, MARK).putInt(1, change.ring().nodeId()).putLong(5, change.ring().seq());
        return multicast.test(message);
    }

    void onState(int sender, ByteBuffer message) {
        ByteOrder order = message.order();
        message.order(ByteOrder.LITTLE_ENDIAN);
        int at = message.position();
        if (change != null && message.getInt(at + 1) == change.ring().nodeId()
                && message.getLong(at + 5) == change.ring().seq()) {
            heard.add(sender);
        }
        message.order(order);
    }

    @Override
    public void activate(long nowNs) {
        if (id != 2) {
            return;
        }
        for (int member : change.members()) {
            if (!heard.contains(member)) {
                throw new SimException("synchronisation: node " + nodeId + " activates without the state of " + member);
            }
        }
    }

    @Override
    public void abort() {
        heard.clear();
    }
}
