package org.choros.totem.sync;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.choros.spi.engine.Membership;
import org.choros.totem.ring.RingConfiguration;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.RingId;

/**
 * Lets the services exchange their state after every regular configuration, one after the other, with a barrier of all
 * members after each. Pure; for one thread.
 */
public final class Sync {
    private static final int BARRIER = 0;
    private static final int SERVICE_BUILD = 1;
    private static final int SIZE_AT = 8;
    private static final int RING_AT = 16;
    private static final int SERVICES_MAX = 128;

    private enum Phase {
        IDLE, BUILD, PROCESS, BARRIER
    }

    private final Dialect dialect;
    private final SyncOutput out;
    private final int headLength;
    private final ByteBuffer message;
    private final Map<Integer, SyncService> services = new TreeMap<>();

    private boolean running;
    private Phase phase = Phase.IDLE;
    private RingId ring;
    private int[] members = {};
    private boolean[] heard = {};
    /** The ids of this synchronisation, ascending; those that are not ours do nothing here. */
    private final Map<Integer, SyncService> turns = new TreeMap<>();
    /** Who has announced each of them, one mark for each member. */
    private final Map<Integer, boolean[]> announced = new TreeMap<>();
    private List<Integer> order = List.of();
    private int turn;
    private boolean buildPending;
    private boolean barrierPending;

    /**
     * @param dialect the dialect
     * @param out who does what it wants
     */
    public Sync(Dialect dialect, SyncOutput out) {
        this.dialect = dialect;
        this.out = out;
        // the ring id is padded to a multiple of 8
        headLength = RING_AT + (dialect == Dialect.V3 ? 16 : 32);
        message = ByteBuffer.allocate(headLength + 8 + SERVICES_MAX * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Adds a service; it takes part from the next synchronisation on.
     *
     * @param service the service
     */
    public void add(SyncService service) {
        if (services.size() >= SERVICES_MAX) {
            throw new IllegalStateException("no more than " + SERVICES_MAX + " services");
        }
        services.put(service.id(), service);
    }

    /**
     * Removes a service at once: in a running synchronisation its turns are kept, but do nothing.
     *
     * @param id the service id
     */
    public void remove(int id) {
        services.remove(id);
        turns.replace(id, null);
    }

    /**
     * The configuration changed; either kind aborts what runs, a regular one begins anew.
     *
     * @param configuration the configuration
     * @param nowNs the time
     */
    public void onConfiguration(RingConfiguration configuration, long nowNs) {
        running = true;
        if (phase == Phase.PROCESS) {
            SyncService service = turns.get(order.get(turn));
            if (service != null) {
                service.abort();
            }
        }
        phase = Phase.IDLE;
        buildPending = false;
        barrierPending = false;
        if (configuration.regular()) {
            begin(configuration, nowNs);
        }
    }

    private void begin(RingConfiguration configuration, long nowNs) {
        Membership change = configuration.membership();
        ring = configuration.ring();
        members = change.members().clone();
        heard = new boolean[members.length];
        turns.clear();
        turns.putAll(services);
        announced.clear();
        phase = Phase.BUILD;
        buildPending = !sendBuild();
        for (SyncService service : List.copyOf(services.values())) {
            service.init(change, nowNs);
        }
    }

    private boolean sendBuild() {
        message.clear();
        Arrays.fill(message.array(), (byte) 0);
        head(SERVICE_BUILD, message.capacity());
        message.putInt(headLength, turns.size());
        int at = headLength + 8;
        for (int id : turns.keySet()) {
            message.putInt(at, id);
            at += Integer.BYTES;
        }
        return out.multicast(message);
    }

    private boolean sendBarrier() {
        message.clear();
        Arrays.fill(message.array(), (byte) 0);
        head(BARRIER, headLength);
        message.limit(headLength);
        boolean taken = out.multicast(message);
        if (taken && turn == order.size() - 1) {
            out.lastBarrierSent();
        }
        return taken;
    }

    private void head(int id, int size) {
        message.putInt(0, id);
        message.putInt(SIZE_AT, size);
        ring.write(dialect, message, RING_AT);
    }

    /**
     * A message of group "sync".
     *
     * @param sender its originator's node id
     * @param received the message; its integers are little-endian whoever sent it
     * @param nowNs the time
     */
    public void onMessage(int sender, ByteBuffer received, long nowNs) {
        if (received.remaining() < headLength || phase == Phase.IDLE) {
            return;
        }
        ByteOrder before = received.order();
        received.order(ByteOrder.LITTLE_ENDIAN);
        try {
            int at = received.position();
            if (ring.matches(dialect, received, at + RING_AT)) {
                switch (received.getInt(at)) {
                    case SERVICE_BUILD -> onBuild(sender, received, nowNs);
                    case BARRIER -> onBarrier(sender, nowNs);
                    default -> {
                    }
                }
            }
        } finally {
            received.order(before);
        }
    }

    private void onBuild(int sender, ByteBuffer received, long nowNs) {
        int at = received.position() + headLength;
        if (phase != Phase.BUILD || received.remaining() < headLength + 8) {
            return;
        }
        int count = received.getInt(at);
        if (count < 0 || count > SERVICES_MAX || received.remaining() < headLength + 8 + count * Integer.BYTES) {
            return;
        }
        int member = member(sender);
        for (int i = 0; i < count; i++) {
            int id = received.getInt(at + 8 + i * Integer.BYTES);
            if (!turns.containsKey(id)) {
                if (turns.size() >= SERVICES_MAX) {
                    continue;
                }
                turns.put(id, null);
            }
            if (member >= 0) {
                announced.computeIfAbsent(id, k -> new boolean[members.length])[member] = true;
            }
        }
        if (hear(sender)) {
            order = new ArrayList<>(turns.keySet());
            turn = 0;
            nextTurn(nowNs);
        }
    }

    private void onBarrier(int sender, long nowNs) {
        if (phase == Phase.BUILD || !hear(sender)) {
            return;
        }
        SyncService service = turns.get(order.get(turn));
        if (service != null) {
            service.activate(nowNs);
        }
        turn++;
        nextTurn(nowNs);
    }

    private void nextTurn(long nowNs) {
        if (turn < order.size()) {
            Arrays.fill(heard, false);
            phase = Phase.PROCESS;
            out.wake();
            return;
        }
        phase = Phase.IDLE;
        running = false;
        out.synchronised(ring, nowNs);
    }

    private int member(int nodeId) {
        for (int i = 0; i < members.length; i++) {
            if (members[i] == nodeId) {
                return i;
            }
        }
        return -1;
    }

    /** Answers whether everybody has been heard now. */
    private boolean hear(int sender) {
        boolean all = true;
        for (int i = 0; i < members.length; i++) {
            heard[i] |= members[i] == sender;
            all &= heard[i];
        }
        return all;
    }

    /**
     * A token has gone round; to be called from {@code RingOutput.tokenSent}.
     *
     * @param nowNs the time
     */
    public void onToken(long nowNs) {
        if (buildPending) {
            buildPending = !sendBuild();
        }
        if (barrierPending) {
            barrierPending = !sendBarrier();
        }
        if (phase != Phase.PROCESS) {
            return;
        }
        SyncService service = turns.get(order.get(turn));
        if (service == null || service.process(nowNs)) {
            phase = Phase.BARRIER;
            barrierPending = !sendBarrier();
        }
        if (phase == Phase.PROCESS || barrierPending) {
            out.wake();
        }
    }

    /** @return whether a synchronisation is running */
    public boolean running() {
        return running;
    }

    /**
     * @param id a service id
     * @return the members that have announced it, in ring order; all of them from the first turn on
     */
    public int[] participants(int id) {
        boolean[] marks = announced.get(id);
        int[] found = new int[members.length];
        int n = 0;
        for (int i = 0; marks != null && i < marks.length; i++) {
            if (marks[i]) {
                found[n++] = members[i];
            }
        }
        return Arrays.copyOf(found, n);
    }

    /**
     * @param id a service id
     * @param nodeId a node id
     * @return whether it is the service's turn, and the node is a member whose barrier has not come yet
     */
    public boolean awaits(int id, int nodeId) {
        int member = member(nodeId);
        return (phase == Phase.PROCESS || phase == Phase.BARRIER) && order.get(turn) == id && member >= 0
                && !heard[member];
    }
}
