package org.choros.itests.sim.scripts;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

import org.choros.totem.ring.RingConfig;
import org.choros.totem.rrp.RedundancyMode;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.PacketText;

/**
 * Nodes, their disks, and a network on which every packet takes a tenth of a millisecond, a hundredth to oneself.
 * Nothing is random: the same commands give the same run.
 */
final class ScriptWorld {
    private static final long MS = 1_000_000;
    private static final long DELAY_NS = 100_000;
    private static final long SELF_NS = 10_000;
    private static final int EVENTS_MAX = 2_000_000;

    /** Something that is to happen; what is planned first happens first. */
    private record Event(long atNs, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int order = Long.compare(atNs, other.atNs);
            return order != 0 ? order : Long.compare(number, other.number);
        }
    }

    /** What happens to packets of a kind on a way; a count below 0 is for ever. */
    static final class Rule {
        final String kind;
        final int from;
        final int to;
        final String fate;
        final long extraNs;
        int count;

        Rule(String fate, String kind, int from, int to, long extraNs, int count) {
            this.fate = fate;
            this.kind = kind;
            this.from = from;
            this.to = to;
            this.extraNs = extraNs;
            this.count = count;
        }

        boolean matches(String type, int sender, int receiver) {
            return count != 0 && (kind.equals("ANY") || kind.equals(type)) && (from == 0 || from == sender)
                    && (to == 0 || to == receiver);
        }
    }

    final Map<Integer, ScriptDaemon> nodes = new TreeMap<>();
    final Map<Integer, Long> disks = new HashMap<>();
    final Map<Integer, RingConfig> configs = new TreeMap<>();
    final Set<List<Integer>> cuts = new HashSet<>();
    /** Links that carry nothing from one machine to another. */
    final Set<Integer> pulled = new HashSet<>();
    final List<Rule> rules = new ArrayList<>();
    final Set<String> shown = new LinkedHashSet<>();
    private final ScriptLog log = new ScriptLog();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    RedundancyMode mode = RedundancyMode.NONE;
    /** The options of votequorum; null for nodes without quorum. */
    String quorum;
    private Dialect dialect = Dialect.V3;
    private long nowNs;
    private long number;

    ScriptLog log() {
        return log;
    }

    long nowNs() {
        return nowNs;
    }

    void dialect(Dialect value) {
        dialect = value;
    }

    void boot(int id) {
        ScriptDaemon node = quorum == null
                ? new ScriptNode(this, configs.get(id), mode, disks.getOrDefault(id, 0L))
                : new QuorumNode(this, configs.get(id), disks.getOrDefault(id, 0L));
        nodes.put(id, node);
        node.start();
    }

    void store(int id, long seq) {
        disks.put(id, seq);
    }

    void after(long delayNs, Runnable action) {
        events.add(new Event(nowNs + delayNs, number++, action));
    }

    private String text(byte[] packet) {
        return PacketText.of(dialect, ByteBuffer.wrap(packet));
    }

    void multicast(int from, int link, byte[] packet, boolean everybody) {
        String text = text(packet);
        show(way(from, "*", link), text);
        for (int to : configs.keySet()) {
            if (to != from || everybody) {
                carry(from, to, link, text, packet);
            }
        }
    }

    void unicast(int from, int to, int link, byte[] packet) {
        String text = text(packet);
        show(way(from, Integer.toString(to), link), text);
        carry(from, to, link, text, packet);
    }

    private String way(int from, String to, int link) {
        return from + ">" + to + (mode == RedundancyMode.NONE ? "" : "." + link);
    }

    private static String kind(String text) {
        return text.substring(0, text.indexOf(' '));
    }

    private void show(String way, String text) {
        if (shown.contains(kind(text)) || shown.contains("CARRIER") && text.contains(" carries ")) {
            log.packet(way, nowNs, text);
        }
    }

    private void carry(int from, int to, int link, String text, byte[] packet) {
        if (from != to && (pulled.contains(link) || cuts.contains(List.of(from, to)))) {
            return;
        }
        long delay = from == to ? SELF_NS : DELAY_NS;
        for (Rule rule : rules) {
            if (from == to || !rule.matches(kind(text), from, to)) {
                continue;
            }
            rule.count--;
            if (rule.count >= 0) {
                log.packet(way(from, Integer.toString(to), link), nowNs, rule.fate + " " + text);
            }
            if (rule.fate.equals("lost")) {
                return;
            }
            delay += rule.extraNs;
            if (rule.fate.equals("twice")) {
                after(delay + DELAY_NS, () -> arrive(to, link, packet));
            }
            break;
        }
        after(delay, () -> arrive(to, link, packet));
    }

    private void arrive(int to, int link, byte[] packet) {
        ScriptDaemon node = nodes.get(to);
        if (node != null) {
            node.onPacket(link, packet);
        }
    }

    /** Something that one who is not a node sends to all. */
    void announce(int from, byte[] packet) {
        multicast(from, 0, packet, false);
    }

    private long nextTimerNs() {
        long next = Long.MAX_VALUE;
        for (ScriptDaemon n : nodes.values()) {
            if (!n.isPaused()) {
                next = Math.min(next, n.nextDeadlineNs());
            }
        }
        return next;
    }

    /** Answers whether the condition has come true in time. */
    boolean run(long lengthNs, BooleanSupplier until) {
        long endNs = nowNs + lengthNs;
        for (int i = 0; i < EVENTS_MAX; i++) {
            if (until.getAsBoolean()) {
                return true;
            }
            long timer = nextTimerNs();
            long packet = events.isEmpty() ? Long.MAX_VALUE : events.peek().atNs();
            if (Math.min(timer, packet) > endNs) {
                nowNs = endNs;
                return until.getAsBoolean();
            }
            if (packet <= timer) {
                nowNs = packet;
                events.poll().action().run();
            } else {
                nowNs = Math.max(nowNs, timer);
                for (ScriptDaemon n : List.copyOf(nodes.values())) {
                    if (!n.isPaused() && n.nextDeadlineNs() <= nowNs) {
                        n.onDeadline();
                    }
                }
            }
        }
        throw new IllegalStateException("too many events");
    }

    static long ms(long value) {
        return value * MS;
    }
}
