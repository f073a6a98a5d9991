package org.choros.engine.mon;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.HostMeter;
import org.choros.spi.engine.HostReading;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.QuorumListener;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.log.LogLevel;

/** A node with one engine, on a host whose memory and load are what the test says. */
final class TestHost implements EngineContext, HostMeter {
    static final long MS = 1_000_000;

    final IcMap map = new IcMap();
    final List<String> log = new ArrayList<>();
    final Deque<Consumer<HostReading>> asked = new ArrayDeque<>();
    final MonEngine engine;
    private final boolean metered;
    long now = 1_000 * MS;
    /** Readings are answered by the test, and not at once. */
    boolean slow;
    boolean refuses;
    long usedPercent = 50;
    double load = 1.5;
    String memoryFault;
    String loadFault;
    int readings;

    TestHost() {
        this(true);
    }

    TestHost(boolean metered) {
        this.metered = metered;
        engine = new MonEngine(this);
    }

    TestHost start() {
        engine.start(now);
        return this;
    }

    HostReading reading() {
        return new HostReading(now, 1_000, 1_000 - 10 * usedPercent, 0, 0, 0, memoryFault, load, loadFault);
    }

    /** Lets time pass. */
    void pass(long ms) {
        long end = now + ms * MS;
        while (engine.nextDeadlineNs() <= end) {
            now = Math.max(now, engine.nextDeadlineNs());
            engine.onDeadline(now);
            while (!slow && !asked.isEmpty()) {
                asked.poll().accept(reading());
            }
        }
        now = end;
    }

    /** What was logged since the last time, up to debug. */
    String logged() {
        String all = String.join("\n", log);
        log.clear();
        return all;
    }

    @Override
    public HostReading latest() {
        return reading();
    }

    @Override
    public boolean read(Consumer<HostReading> done) {
        readings++;
        if (!refuses) {
            asked.add(done);
        }
        return !refuses;
    }

    @Override
    public int dialect() {
        return 3;
    }

    @Override
    public int localNodeId() {
        return 1;
    }

    @Override
    public IcMap map() {
        return map;
    }

    @Override
    public RingIdentity ring() {
        return RingIdentity.NONE;
    }

    @Override
    public boolean multicast(ByteBuffer message) {
        throw new AssertionError("mon has no messages");
    }

    @Override
    public boolean synchronising() {
        return false;
    }

    @Override
    public void log(LogLevel level, String subsystem, String text) {
        log.add(level.label() + " " + subsystem + " " + text);
    }

    @Override
    public QuorumState quorum() {
        throw new AssertionError("mon does not ask for quorum");
    }

    @Override
    public void quorumDecided(QuorumState state) {
        throw new AssertionError("only votequorum decides");
    }

    @Override
    public void onQuorum(QuorumListener listener) {
        throw new AssertionError("mon does not ask for quorum");
    }

    @Override
    public List<InetAddress> addresses(int nodeId) {
        return List.of();
    }

    @Override
    public List<LinkStatus> links() {
        return List.of();
    }

    @Override
    public boolean reachable(int nodeId) {
        return true;
    }

    @Override
    public <T> Optional<T> ability(Class<T> type) {
        return metered && type == HostMeter.class ? Optional.of(type.cast(this)) : Optional.empty();
    }
}
