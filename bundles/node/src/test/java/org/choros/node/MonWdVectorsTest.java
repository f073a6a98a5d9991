package org.choros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.choros.engine.mon.MonFactory;
import org.choros.engine.wd.WdFactory;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.HostMeter;
import org.choros.spi.engine.HostReading;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.QuorumListener;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;
import org.junit.jupiter.api.Test;

/** Both services together say and show what those of corosync 3.1.7 did when they were recorded. */
class MonWdVectorsTest {
    private static final long MS = 1_000_000;
    private static final long MS_PER_S = 1_000;
    /** When the recorded log begins, and when the first command was given. */
    private static final long STARTED_MS = 7_769;
    private static final long FIRST_MS = 32_657;
    /** What we do about periods that are numbers, which corosync does not read. */
    private static final List<String> NUMBERS_COUNT = List.of(
            "debug   [MON   ] poll_period changing from:3000 to 1000.",
            "debug   [WD    ] poll_period changing from:3000 to 1000.",
            "warning [MON   ] Could NOT use poll_period:100 ms for resource memory_used",
            "warning [WD    ] Could NOT use poll_period:100 ms for resource memory_used",
            "debug   [WD    ] poll_period changing from:6000 to 1000.");

    /** A node with the two services on a host that is a little busy. */
    private static final class Host implements EngineContext, HostMeter {
        private final IcMap map = new IcMap();
        private final List<String> log = new ArrayList<>();
        private final List<ServiceEngine> engines = List.of(new MonFactory().create(this),
                new WdFactory().create(this));
        private long now;

        Host(long startMs) {
            now = startMs * MS;
        }

        void start() throws Exception {
            for (ServiceEngine engine : engines) {
                engine.start(now);
            }
        }

        void until(long ms) {
            while (next() <= ms * MS) {
                now = Math.max(now, next());
                engines.stream().filter(e -> e.nextDeadlineNs() <= now).forEach(e -> e.onDeadline(now));
            }
            now = ms * MS;
        }

        private long next() {
            return engines.stream().mapToLong(ServiceEngine::nextDeadlineNs).min().orElseThrow();
        }

        void pass(long ms) {
            until(now / MS + ms);
        }

        String cmapctl(String prefix) {
            StringBuilder all = new StringBuilder();
            map.withPrefix(prefix).forEach((key, value) -> all.append(key).append(' ')
                    .append(value.type() == ValueType.DOUBLE
                            ? String.format(Locale.ROOT, "(dbl) = %f", value.asDouble())
                            : value.toString())
                    .append('\n'));
            return all.toString();
        }

        @Override
        public HostReading latest() {
            return new HostReading(now, 1_000, 960, 0, 0, 0, null, 1.6, null);
        }

        @Override
        public boolean read(Consumer<HostReading> done) {
            done.accept(latest());
            return true;
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
            throw new AssertionError("they have no messages");
        }

        @Override
        public boolean synchronising() {
            return false;
        }

        @Override
        public void log(LogLevel level, String subsystem, String text) {
            log.add(String.format("%-7s [%-6s] %s", level.label(), subsystem, text));
        }

        @Override
        public QuorumState quorum() {
            throw new AssertionError("they do not ask for quorum");
        }

        @Override
        public void quorumDecided(QuorumState state) {
            throw new AssertionError("only votequorum decides");
        }

        @Override
        public void onQuorum(QuorumListener listener) {
            throw new AssertionError("they do not ask for quorum");
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
            return type == HostMeter.class ? Optional.of(type.cast(this)) : Optional.empty();
        }
    }

    private static List<String> lines(String file) throws IOException {
        try (InputStream in = MonWdVectorsTest.class.getResourceAsStream("/vectors/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** The lines of a log without time, process and host. */
    private static List<String> log(List<String> lines) {
        return lines.stream().map(l -> l.replaceFirst("^\\S+ +\\S+ \\S+ \\[\\d+\\] \\S+ corosync ", "")).toList();
    }

    /** What differs from one moment and machine to another. */
    private static String masked(String keys) {
        return keys.replaceAll("(last_updated \\(u64\\)) = [1-9]\\d*", "$1 = NONZERO")
                .replaceAll("(current \\(dbl\\)) = \\d\\.\\d+", "$1 = LOAD");
    }

    private static MapValue value(String type, String text) {
        return type.equals("str") ? MapValue.str(text) : MapValue.u64(Long.parseLong(text));
    }

    /** A plain start: the dump of a node without a word about resources. */
    @Test
    void aPlainStart() throws Exception {
        Host host = new Host(STARTED_MS);
        host.start();
        List<String> dump = lines("cmap/cmap-dump-3.1.7-knet-icmap.txt").stream()
                .filter(l -> l.startsWith("resources.")).toList();
        assertEquals(9, dump.size());
        assertEquals(String.join("\n", dump) + "\n", host.cmapctl("resources."));
        List<String> said = log(lines("logs/log-3.1.7-knet-node1.txt")).stream()
                .filter(l -> l.contains("[WD    ]") || l.contains("[MON   ]")).toList();
        assertEquals(4, said.size());
        assertEquals(said, host.log.stream().filter(l -> !l.startsWith("debug")).toList());
    }

    @Test
    void theOperatorsWalk() throws Exception {
        List<String> file = lines("tools/tools-3.1.7-mon-wd.txt");
        Host host = new Host(STARTED_MS);
        for (String[] key : new String[][]{{"memory_used.max", "str", "1"}, {"memory_used.poll_period", "u64", "1000"},
                {"memory_used.recovery", "str", "none"}, {"load_15min.max", "str", "0.5"},
                {"load_15min.recovery", "str", "none"}}) {
            host.map.put("resources.system." + key[0], value(key[1], key[2]));
        }
        host.start();
        host.until(FIRST_MS);
        int at = 1;
        int commands = 0;
        while (!file.get(at).equals("### log")) {
            String command = file.get(at).substring(2);
            int end = at + file.subList(at, file.size()).indexOf("[exit 0]");
            String expected = String.join("\n", file.subList(at + 1, end)) + "\n";
            assertEquals(masked(expected), masked(run(host, command)), command);
            commands++;
            at = end + 2;
        }
        assertEquals(6, commands);
        List<String> extra = new ArrayList<>(host.log);
        List<String> recorded = log(file.subList(at + 1, file.size()));
        recorded.forEach(extra::remove);
        assertEquals(NUMBERS_COUNT, extra);
        List<String> ours = new ArrayList<>(host.log);
        ours.removeAll(NUMBERS_COUNT);
        assertEquals(String.join("\n", recorded), String.join("\n", ours));
    }

    private static String run(Host host, String commands) {
        StringBuilder out = new StringBuilder();
        for (String command : commands.split("; ?")) {
            String[] words = command.trim().split(" ");
            if (words[0].equals("sleep")) {
                host.pass(Long.parseLong(words[1]) * MS_PER_S);
            } else if (words[1].equals("-s")) {
                host.map.put(words[2], value(words[3], words[4]));
            } else if (words[1].equals("-d")) {
                host.map.remove(words[2]);
            } else {
                out.append(host.cmapctl(words[1]));
            }
            host.pass(0);
        }
        return out.toString();
    }

    /** What libsam writes, and when, is known from its transcripts; what the watchdog said of it stands below them. */
    @Test
    void processesUnderSam() throws Exception {
        List<String> file = lines("tools/sam-3.1.7.txt");
        List<String> recorded = log(file.subList(file.indexOf(file.stream().filter(l -> l.startsWith("### daemon log"))
                .findFirst().orElseThrow()) + 1, file.size()));
        Host host = new Host(1_000);
        host.start();
        host.log.clear();
        Sam longrun = new Sam(host, "12552", "quit");
        longrun.started(10_000).stopped(2_000).started(1_000).stopped(4).gone();
        Sam restarts = new Sam(host, "12615", "restart");
        restarts.started(500).stopped(0).started(500).stopped(0).started(500).stopped(0).gone();
        new Sam(host, "12739", "quit").started(500).failed(4_000).gone();
        new Sam(host, "12867", "restart").started(500).failed(4_000).gone();
        Sam silent = new Sam(host, "12934", "quit");
        silent.running();
        host.pass(2_003);
        silent.failed(3_000).gone();
        new Sam(host, "13077", "quit").started(10_000).stopped(2_000).started(1_000).stopped(4).gone();
        Pattern late = Pattern.compile("(last_updated )\\d+( ms too late.*)");
        assertEquals(2, recorded.stream().filter(l -> late.matcher(l).find()).count());
        assertEquals(masked(late, recorded), masked(late, host.log));
        assertTrue(host.log.contains("error   [WD    ] last_updated 500 ms too late, period:1000."));
    }

    private static String masked(Pattern late, List<String> lines) {
        return String.join("\n", lines.stream().map(l -> {
            Matcher m = late.matcher(l);
            return m.replaceAll("$1#$2");
        }).toList());
    }

    /** The keys of one supervised process, as libsam writes them. */
    private static final class Sam {
        private static final long BEAT_MS = 250;

        private final Host host;
        private final String prefix;

        Sam(Host host, String pid, String recovery) {
            this.host = host;
            prefix = "resources.process." + pid + ".";
            put("recovery", MapValue.str(recovery));
            put("poll_period", MapValue.u64(1_000));
            put("state", MapValue.str("stopped"));
            host.pass(0);
        }

        private void put(String key, MapValue value) {
            host.map.put(prefix + key, value);
        }

        private Sam state(String state, long forMs) {
            put("last_updated", MapValue.u64(host.now));
            put("state", MapValue.str(state));
            host.pass(forMs);
            return this;
        }

        Sam running() {
            return state("running", 0);
        }

        /** With a sign of life every now and then. */
        Sam started(long forMs) {
            state("running", 0);
            for (long ms = 0; ms < forMs; ms += BEAT_MS) {
                put("last_updated", MapValue.u64(host.now));
                host.pass(BEAT_MS);
            }
            return this;
        }

        Sam stopped(long forMs) {
            return state("stopped", forMs);
        }

        Sam failed(long forMs) {
            put("state", MapValue.str("failed"));
            host.pass(forMs);
            return this;
        }

        void gone() {
            for (String key : List.of("recovery", "poll_period", "last_updated", "state")) {
                host.map.remove(prefix + key);
            }
            host.pass(20);
        }
    }
}
