package org.choros.node.isolation;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.QuorumListener;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.log.LogLevel;

/**
 * The node as an engine on a thread of its own sees it: as it was when the running callback was handed over. What it
 * asks for goes to the ring thread in its order. For the engine's thread.
 */
final class IsolatedContext implements EngineContext {
    static final int COUNTERS_MAX = 256;
    private static final int SERVICE_SHIFT = 16;
    private static final int SMALL = 64;

    private final EngineDescription description;
    private final IsolatedEngine ring;
    private final RingHands hands;
    private final Outbox outbox;
    private final NodeFacts facts;
    private final MapCopy map;
    private final Map<String, LongSupplier> counters = new TreeMap<>();
    private Sight sight;
    private boolean waitedForOther;
    private volatile boolean closed;

    IsolatedContext(EngineDescription description, IsolatedEngine ring, RingHands hands, Outbox outbox,
            NodeFacts facts, IcMap copy, MapFeed feed) {
        this.description = description;
        this.ring = ring;
        this.hands = hands;
        this.outbox = outbox;
        this.facts = facts;
        sight = facts.sight();
        String prefix = "runtime.choros." + description.key() + ".";
        map = new MapCopy(copy, prefix, prefix + IsolatedEngine.OURS, feed, this);
    }

    /** Nothing that the engine asks for happens any more. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    MapCopy mapCopy() {
        return map;
    }

    void enter(Sight now) {
        sight = now;
        waitedForOther = false;
    }

    /** Whether the engine was told in this callback that another node may still say something. */
    boolean hasWaitedForOther() {
        return waitedForOther;
    }

    /** Has something done on the ring thread; where too much waits for it, this thread waits, too. */
    void command(int bytes, Runnable task) {
        while (!closed && !outbox.hasRoomForCommand()) {
            if (!ring.isLoaded()) {
                throw new IllegalStateException("an engine that starts asks for more than " + Limits.COMMANDS_MAX
                        + " things");
            }
            hands.ask(() -> null, null);
        }
        if (!closed) {
            outbox.command(bytes, task);
            hands.wakeRing();
        }
    }

    /** Reads all counters, and says what they show. */
    void readCounters(Consumer<Throwable> failed) {
        List<String> names = new ArrayList<>(counters.keySet());
        for (String name : names) {
            try {
                long value = counters.get(name).getAsLong();
                command(SMALL, () -> ring.shown(name, value));
            } catch (RuntimeException | Error e) {
                // it shows what it showed before, and the others what they have to show
                failed.accept(e);
            }
        }
    }

    // --- who we are

    @Override
    public int dialect() {
        return facts.dialect();
    }

    @Override
    public int localNodeId() {
        return facts.localNodeId();
    }

    @Override
    public IcMap map() {
        return map.map();
    }

    @Override
    public void counter(String name, LongSupplier source) {
        if (!IcMap.validKey("runtime.choros." + description.key() + "." + name)
                || name.startsWith(IsolatedEngine.OURS)) {
            throw new IllegalArgumentException("counter " + name);
        }
        if (!counters.containsKey(name) && counters.size() >= COUNTERS_MAX) {
            throw new IllegalStateException("more than " + COUNTERS_MAX + " counters");
        }
        if (counters.put(name, source) == null) {
            command(SMALL, () -> ring.node().counter(name, () -> ring.show(name)));
        }
    }

    // --- messages

    @Override
    public boolean multicast(ByteBuffer message) {
        int service = message.getInt(message.position()) >>> SERVICE_SHIFT;
        if (service != description.id()) {
            throw new IllegalArgumentException("service " + description.id() + " sends a message of service "
                    + service);
        }
        if (message.remaining() > longestMessage()) {
            throw new IllegalArgumentException("a message has at most " + longestMessage() + " bytes, not "
                    + message.remaining());
        }
        if (closed || !outbox.hasRoom(message.remaining())) {
            return false;
        }
        outbox.message(sight.synchronising(), IsolatedEngine.copy(message));
        hands.wakeRing();
        return true;
    }

    @Override
    public boolean hasRoom(int bytes) {
        return bytes <= longestMessage() && outbox.hasRoom(bytes);
    }

    @Override
    public int longestMessage() {
        return facts.longestMessage();
    }

    @Override
    public long position() {
        return sight.position();
    }

    // --- the ring

    @Override
    public RingIdentity ring() {
        return sight.ring();
    }

    @Override
    public boolean synchronising() {
        return sight.synchronising();
    }

    @Override
    public int[] participants() {
        return sight.participants().clone();
    }

    @Override
    public boolean awaits(int nodeId) {
        boolean awaited = sight.awaits(nodeId);
        waitedForOther |= awaited && nodeId != localNodeId();
        return awaited;
    }

    @Override
    public long togetherNs() {
        return sight.togetherNs();
    }

    @Override
    public List<InetAddress> addresses(int nodeId) {
        return hands.ask(() -> ring.isLoaded() ? List.copyOf(ring.node().addresses(nodeId)) : List.of(), List.of());
    }

    @Override
    public List<LinkStatus> links() {
        return hands.ask(() -> ring.isLoaded() ? List.copyOf(ring.node().links()) : List.of(), List.of());
    }

    @Override
    public boolean reachable(int nodeId) {
        return hands.ask(() -> ring.isLoaded() && ring.node().reachable(nodeId), false);
    }

    // --- quorum

    @Override
    public QuorumState quorum() {
        return sight.quorum();
    }

    @Override
    public void onQuorum(QuorumListener listener) {
        QuorumState known = sight.quorum();
        command(SMALL, () -> ring.subscribe(listener, known));
    }

    @Override
    public void quorumDecided(QuorumState state) {
        QuorumState copy = Sight.copy(state);
        command(SMALL, () -> ring.node().quorumDecided(copy));
    }

    // --- the node

    @Override
    public void log(LogLevel level, String subsystem, String text) {
        hands.log(level, subsystem, text);
    }

    @Override
    public <T> Optional<T> ability(Class<T> type) {
        return AbilityCalls.of(type, hands.ask(() -> hands.ability(type), Optional.<T>empty()), hands, ring);
    }
}
