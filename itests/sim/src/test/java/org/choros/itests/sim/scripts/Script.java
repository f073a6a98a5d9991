package org.choros.itests.sim.scripts;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import org.choros.totem.ring.RingConfig;
import org.choros.totem.ring.RingCounter;
import org.choros.totem.ring.State;
import org.choros.totem.rrp.RedundancyMode;
import org.choros.wire.totem.Dialect;

/** Understands the commands of a script; see the README beside the scripts. */
final class Script {
    private static final long AWAIT_NS = ScriptWorld.ms(60_000);
    private static final List<String> KINDS = List.of("TOKEN", "MCAST", "CARRIER", "JOIN", "LEAVE", "COMMIT", "MERGE",
            "CANCEL", "TEST", "ACTIVATE");

    private final ScriptWorld world = new ScriptWorld();

    /** Runs the commands of a block; answers what happened. */
    String run(List<String> commands) {
        world.log().begin(world.nowNs());
        for (String line : commands) {
            String[] words = line.trim().split("\\s+");
            try {
                command(words[0], words);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("in \"" + line + "\": " + e, e);
            }
        }
        return world.log().text();
    }

    private void command(String verb, String[] words) {
        switch (verb) {
            case "nodes" -> nodes(words);
            case "boot" -> ids(words).forEach(world::boot);
            case "form" -> form(words);
            case "hush" -> world.log().hush();
            case "disk" -> world.store(id(words[1]), Long.parseLong(words[2], 16));
            case "crash" -> ids(words).forEach(world.nodes::remove);
            case "kill" -> kill(id(words[1]));
            case "leave" -> leave(id(words[1]));
            case "gather" -> node(words[1]).ring().gather(world.nowNs());
            case "pause" -> node(words[1]).pause();
            case "resume" -> node(words[1]).resume();
            case "cut" -> cut(String.join("", Arrays.copyOfRange(words, 1, words.length)));
            case "pull" -> world.pulled.add(id(words[1]));
            case "plug" -> world.pulled.remove(id(words[1]));
            case "drop" -> rule("lost", words, 0);
            case "duplicate" -> rule("twice", words, 0);
            case "delay" -> rule("late", words, 1);
            case "heal" -> {
                world.cuts.clear();
                world.rules.clear();
            }
            case "show" -> show(words);
            case "send" -> send(words);
            case "run" -> run(words);
            case "await" -> await(words);
            case "until" -> until(words);
            case "rings" -> rings();
            case "links" -> links();
            case "counters" -> counters(words);
            default -> throw new IllegalArgumentException("no such command");
        }
    }

    /** Boots, waits for the ring, and keeps quiet about it. */
    private void form(String[] words) {
        ids(words).forEach(world::boot);
        await(words);
        world.log().hush();
        rings();
    }

    private static int id(String word) {
        return word.equals("*") ? 0 : Integer.parseInt(word);
    }

    private static IntStream ids(String[] words) {
        return Arrays.stream(words).skip(1).mapToInt(Script::id);
    }

    private ScriptDaemon node(String word) {
        ScriptDaemon node = world.nodes.get(id(word));
        if (node == null) {
            throw new IllegalArgumentException("node " + word + " does not run");
        }
        return node;
    }

    private void nodes(String[] words) {
        int[] ids = Arrays.stream(words).skip(1).filter(w -> w.indexOf('=') < 0).mapToInt(Script::id).toArray();
        for (String word : words) {
            if (word.startsWith("rrp_mode=")) {
                world.mode = RedundancyMode.of(word.substring("rrp_mode=".length()));
            }
        }
        Arrays.stream(words).filter(w -> w.startsWith("quorum=")).forEach(w -> world.quorum = w.substring(7));
        boolean old = Arrays.asList(words).contains("dialect=2") || world.mode != RedundancyMode.NONE;
        world.dialect(old ? Dialect.V2 : Dialect.V3);
        for (int id : ids) {
            RingConfig.Builder config = RingConfig.builder(old ? Dialect.V2 : Dialect.V3, id)
                    .tokenMs((old ? 1000 : 3000) + 650L * Math.max(0, ids.length - 2)).tokenWarningPercent(0);
            for (String word : words) {
                option(config, word);
            }
            world.configs.put(id, config.build());
        }
    }

    private static void option(RingConfig.Builder config, String word) {
        int at = word.indexOf('=');
        if (at < 0 || word.startsWith("dialect") || word.startsWith("rrp_mode")
                || word.startsWith("quorum")) {
            return;
        }
        String value = word.substring(at + 1);
        switch (word.substring(0, at)) {
            case "token" -> config.tokenMs(Long.parseLong(value));
            case "fail_recv_const" -> config.failToReceiveVisits(Integer.parseInt(value));
            case "miss_count_const" -> config.missCountVisits(Integer.parseInt(value));
            case "cancel_token_hold_on_retransmit" -> config.cancelHoldOnRetransmit(value.equals("yes"));
            case "start" -> config.startSeq(Integer.parseUnsignedInt(value, 16));
            default -> throw new IllegalArgumentException("no such option: " + word);
        }
    }

    private void leave(int id) {
        ScriptDaemon node = world.nodes.get(id);
        node.leave();
        if (world.quorum == null) {
            world.nodes.remove(id);
        }
    }

    /** The process dies, and the guardian sends the leave that it had left with it. */
    private void kill(int id) {
        var leave = world.nodes.remove(id).ring().leaveMessage();
        if (leave != null) {
            byte[] bytes = new byte[leave.remaining()];
            leave.get(leave.position(), bytes);
            world.announce(id, bytes);
        }
    }

    /** {@code 1->3} one way, {@code 1-3} both, {@code 1,2|3} all of one side from all of the other. */
    private void cut(String ways) {
        boolean oneWay = ways.contains("->");
        String[] sides = ways.split(oneWay ? "->" : "[|-]");
        for (String from : sides[0].split(",")) {
            for (String to : sides[1].split(",")) {
                world.cuts.add(List.of(id(from), id(to)));
                if (!oneWay) {
                    world.cuts.add(List.of(id(to), id(from)));
                }
            }
        }
    }

    private void rule(String fate, String[] words, int extra) {
        String kind = words[1];
        if (!kind.equals("ANY") && !KINDS.contains(kind)) {
            throw new IllegalArgumentException("no such kind of packet");
        }
        String[] way = words[2].split(">");
        long extraNs = extra == 0 ? 0 : ScriptWorld.ms(Long.parseLong(words[3]));
        int count = words.length > 3 + extra ? Integer.parseInt(words[3 + extra]) : -1;
        world.rules.add(new ScriptWorld.Rule(fate, kind, id(way[0]), id(way[1]), extraNs, count));
    }

    private void show(String[] words) {
        world.shown.clear();
        for (int i = 1; i < words.length; i++) {
            if (!KINDS.contains(words[i])) {
                throw new IllegalArgumentException("no such kind of packet");
            }
            world.shown.add(words[i]);
        }
    }

    /** {@code send 1 NAME [times COUNT] [bytes LENGTH]}. */
    private void send(String[] words) {
        int times = 1;
        int length = 0;
        for (int i = 3; i + 1 < words.length; i += 2) {
            switch (words[i]) {
                case "times" -> times = Integer.parseInt(words[i + 1]);
                case "bytes" -> length = Integer.parseInt(words[i + 1]);
                default -> throw new IllegalArgumentException(words[i]);
            }
        }
        for (int i = 1; i <= times; i++) {
            byte[] name = (times == 1 ? words[2] : words[2] + i).getBytes(StandardCharsets.UTF_8);
            byte[] message = Arrays.copyOf(name, Math.max(length, name.length));
            Arrays.fill(message, name.length, message.length, (byte) '.');
            if (!node(words[1]).send(message)) {
                world.log().event(id(words[1]), world.nowNs(), "has no room for " + words[2] + i);
                return;
            }
        }
    }

    private void run(String[] words) {
        if (words.length > 2 && words[2].startsWith("rotation")) {
            ScriptDaemon first = world.nodes.values().iterator().next();
            int end = first.visits() + Integer.parseInt(words[1]);
            said(world.run(AWAIT_NS, () -> first.visits() >= end));
            return;
        }
        boolean ms = words[1].endsWith("ms");
        double value = Double.parseDouble(words[1].replaceAll("m?s$", ""));
        world.run((long) (value * ScriptWorld.ms(ms ? 1 : 1000)), () -> false);
    }

    private void said(boolean reached) {
        if (!reached) {
            world.log().plain("NOT REACHED in 60 s");
        }
    }

    /** {@code await 1 2 3}: until these have one ring of exactly themselves and are synchronised. */
    private void await(String[] words) {
        int[] ids = ids(words).toArray();
        String members = Arrays.stream(ids).mapToObj(Integer::toString).reduce((a, b) -> a + " " + b).orElseThrow();
        said(world.run(AWAIT_NS, () -> Arrays.stream(ids).mapToObj(world.nodes::get).allMatch(
                n -> n != null && n.isReady() && ScriptNode.list(n.ring().members()).equals(members))));
    }

    /** {@code until 3 COMMIT}, {@code until 3 SYNCHRONISING}. */
    private void until(String[] words) {
        ScriptDaemon node = node(words[1]);
        BooleanSupplier reached = words[2].equals("SYNCHRONISING")
                ? () -> node.ring().state() == State.OPERATIONAL && node.isSynchronising()
                : () -> node.ring().state() == State.valueOf(words[2]);
        said(world.run(AWAIT_NS, reached));
    }

    private void rings() {
        world.configs.keySet().forEach(id -> {
            ScriptDaemon n = world.nodes.get(id);
            world.log().plain(n == null
                    ? id + " does not run"
                    : id + " " + n.ring().state() + (n.isReady() ? "" : n.isSynchronising() ? " synchronising" : "")
                            + " "
                            + n.stateLine());
        });
    }

    private void links() {
        world.nodes.forEach((id, n) -> {
            for (int link = 0; link < n.redundancy().links(); link++) {
                world.log().plain(id + " link " + link + ": " + n.redundancy().status(link));
            }
        });
    }

    private void counters(String[] words) {
        StringBuilder text = new StringBuilder(words[1]);
        for (int i = 2; i < words.length; i++) {
            RingCounter counter = RingCounter.valueOf(words[i].toUpperCase(Locale.ROOT));
            text.append(' ').append(words[i]).append(' ').append(node(words[1]).ring().counter(counter));
        }
        world.log().plain(text.toString());
    }
}
