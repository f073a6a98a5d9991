package org.choros.engine.wd;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.HostPower;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.QuorumListener;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.Watchdog;
import org.choros.spi.log.LogLevel;

/** A node with one engine, on a host whose watchdog and power are the test's. */
final class TestHost implements EngineContext, Watchdog, HostPower {
    static final long MS = 1_000_000;

    final IcMap map = new IcMap();
    final List<String> log = new ArrayList<>();
    /** What was asked of the device and of the power supply. */
    final List<String> asked = new ArrayList<>();
    final Deque<Consumer<Answer>> openings = new ArrayDeque<>();
    final Deque<Consumer<Answer>> changes = new ArrayDeque<>();
    final WdEngine engine;
    long now = 1_000_000 * MS;
    boolean alone = true;
    String defaultDevice = "";
    private final int dialect;
    private final boolean equipped;

    TestHost() {
        this(3, true);
    }

    TestHost(int dialect, boolean equipped) {
        this.dialect = dialect;
        this.equipped = equipped;
        engine = new WdEngine(this);
    }

    TestHost start() {
        engine.start(now);
        return this;
    }

    TestHost set(String key, String value) {
        map.put("resources." + key, MapValue.str(value));
        return this;
    }

    TestHost set(String key, long value) {
        map.put("resources." + key, MapValue.u64(value));
        return this;
    }

    /** A sign of life, so many milliseconds old. */
    TestHost updated(String resource, long agoMs) {
        return set(resource + ".last_updated", now - agoMs * MS);
    }

    void armed(String identity, int previousS, int timeoutS) {
        openings.poll().accept(new Answer(Outcome.ARMED, identity, previousS, timeoutS));
    }

    void pass(long ms) {
        long end = now + ms * MS;
        while (engine.nextDeadlineNs() <= end) {
            now = Math.max(now, engine.nextDeadlineNs());
            engine.onDeadline(now);
        }
        now = end;
    }

    /** Lets time pass in which the node itself does not run. */
    void sleep(long ms) {
        now += ms * MS;
    }

    /** What was logged since the last time, up to debug. */
    String logged() {
        String all = String.join("\n", log);
        log.clear();
        return all;
    }

    /** What was asked since the last time. */
    String asked() {
        String all = String.join(", ", asked);
        asked.clear();
        return all;
    }

    @Override
    public String defaultDevice() {
        return defaultDevice;
    }

    @Override
    public void open(String device, int timeoutS, Consumer<Answer> done) {
        asked.add("open " + device + " " + timeoutS);
        openings.add(done);
    }

    @Override
    public void timeout(int timeoutS, Consumer<Answer> done) {
        asked.add("timeout " + timeoutS);
        changes.add(done);
    }

    @Override
    public void tickle() {
        asked.add("tickle");
    }

    @Override
    public void close() {
        asked.add("close");
    }

    @Override
    public void reboot() {
        asked.add("reboot");
    }

    @Override
    public void powerOff() {
        asked.add("power off");
    }

    @Override
    public int dialect() {
        return dialect;
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
        throw new AssertionError("wd has no messages");
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
        throw new AssertionError("wd does not ask for quorum");
    }

    @Override
    public void quorumDecided(QuorumState state) {
        throw new AssertionError("only votequorum decides");
    }

    @Override
    public void onQuorum(QuorumListener listener) {
        throw new AssertionError("wd does not ask for quorum");
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
        boolean mine = type == Watchdog.class && equipped || type == HostPower.class && alone;
        return mine ? Optional.of(type.cast(this)) : Optional.empty();
    }
}
