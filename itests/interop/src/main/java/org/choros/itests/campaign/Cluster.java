package org.choros.itests.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.Lab;

/** The hosts with their daemons and witnesses: starts and ends them, and collects what is written down. */
final class Cluster implements AutoCloseable {
    static final List<String> GROUPS = List.of("answered", "free");

    private final Options options;
    private final Lab lab;
    private final Network network;
    private final Map<Integer, WitnessProcess> witnesses = new HashMap<>();
    private final Map<Integer, List<GroupState>> states = new HashMap<>();
    /** Whether the host is quorate, 1 or 0, and on which ring. */
    private final Map<Integer, String> quorum = new HashMap<>();
    private final Map<Integer, Boolean> wanted = new HashMap<>();
    /** How long a host's log was when its daemon was started the last time. */
    private final Map<Integer, Integer> loggedBefore = new HashMap<>();
    private List<Event> events = new ArrayList<>();
    private int witnessNumber;
    private boolean paused;

    Cluster(Options options) {
        this.options = options;
        String[] names = new String[options.kinds().size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = options.kinds().get(i).name().toLowerCase(Locale.ROOT) + (i + 1);
        }
        lab = Lab.of(names);
        network = new Network(lab);
        for (Host host : lab.hosts()) {
            configure(host);
            List<GroupState> groups = new ArrayList<>();
            GROUPS.forEach(g -> groups.add(new GroupState()));
            states.put(host.number(), groups);
        }
    }

    private void configure(Host host) {
        StringBuilder nodes = new StringBuilder();
        for (Host h : lab.hosts()) {
            nodes.append("    node {\n        ring0_addr: ").append(h.address()).append("\n        nodeid: ")
                    .append(h.number()).append("\n        name: ").append(h.name()).append("\n    }\n");
        }
        String multicast = "udp".equals(options.transport()) ? """
                interface {
                        linknumber: 0
                        mcastaddr: 239.255.100.3
                        mcastport: 5405
                    }
                """ : "";
        host.configure("corosync.conf", """
                totem {
                    version: 2
                    cluster_name: campaign
                    transport: %s
                    token: %d
                    %s
                }
                logging {
                    to_stderr: no
                    to_syslog: no
                    to_logfile: yes
                    logfile: /var/log/cluster/corosync.log
                    timestamp: hires
                }
                quorum {
                    provider: corosync_votequorum
                }
                nodelist {
                %s}
                """.formatted(options.transport(), options.tokenMs(), multicast, nodes));
    }

    Lab lab() {
        return lab;
    }

    Network network() {
        return network;
    }

    int size() {
        return lab.hosts().size();
    }

    Kind kind(int host) {
        return options.kinds().get(host - 1);
    }

    /** The campaign's own part of the history. */
    private void note(int host, char kind, String word) {
        events.add(new Event(System.nanoTime(), host, 0, kind, new String[]{word}));
    }

    void startDaemon(int host) {
        note(host, Event.STARTED, "CURRENT");
        loggedBefore.put(host, lab.host(host).log().length());
        lab.host(host).start(kind(host));
        wanted.put(host, true);
    }

    void startWitness(int host) {
        witnessNumber++;
        WitnessProcess witness = new WitnessProcess(lab.host(host), witnessNumber, options.folder(),
                options.seed() + 1000L * witnessNumber, options.rate(), true, GROUPS);
        witnesses.put(host, witness);
        if (paused) {
            witness.tell('p');
        }
    }

    void killDaemon(int host) {
        wanted.put(host, false);
        lab.host(host).kill();
        note(host, Event.STOPPED, "CRASH");
    }

    /** Asks the daemon to end; it does so in its own time. */
    void askToEnd(int host) {
        wanted.put(host, false);
        lab.host(host).signal("TERM");
    }

    /** Whether the host's daemon has got as far as its address: with udpu none starts without. */
    boolean hasBound(int host) {
        return runs(host) && lab.host(host).log().substring(loggedBefore.get(host)).contains("] is now up.");
    }

    boolean runs(int host) {
        return lab.host(host).alive();
    }

    void ended(int host, String how) {
        wanted.put(host, false);
        note(host, Event.STOPPED, how);
    }

    void freeze(int host, boolean on) {
        lab.host(host).signal(on ? "STOP" : "CONT");
    }

    /** The hosts whose daemon has ended though nobody has asked it to. */
    List<Integer> fallen() {
        List<Integer> fallen = new ArrayList<>();
        wanted.forEach((host, on) -> {
            if (on && !lab.host(host).alive()) {
                fallen.add(host);
            }
        });
        return fallen;
    }

    void killWitness(int host) {
        WitnessProcess witness = witnesses.get(host);
        witness.kill();
        collect(host);
        note(host, Event.WITNESS_ENDED, Integer.toString(witness.number()));
        states.get(host).forEach(GroupState::end);
    }

    /** The hosts whose witness has ended by itself, which is an error of the witness. */
    List<Integer> lostWitnesses() {
        return witnesses.entrySet().stream().filter(w -> !w.getValue().alive()).map(Map.Entry::getKey).toList();
    }

    void pause(boolean on) {
        paused = on;
        witnesses.values().forEach(w -> w.tell(on ? 'p' : 'r'));
    }

    /** Reads what is new. */
    void collect() {
        witnesses.keySet().forEach(this::collect);
    }

    private void collect(int host) {
        witnesses.get(host).read(e -> {
            events.add(e);
            if ("BJLERVMD".indexOf(e.kind()) >= 0) {
                states.get(host).get(e.integer(0)).note(e);
            } else if (e.kind() == 'G' || e.kind() == 'F' || e.kind() == 'P') {
                quorum.remove(host);
            } else if (e.kind() == 'Q') {
                quorum.put(host, e.words()[0] + " " + e.words()[1] + "." + e.words()[2]);
            }
        });
    }

    /** Until when everything is known. */
    long seenNs() {
        return witnesses.values().stream().mapToLong(WitnessProcess::seenNs).min().orElse(Long.MIN_VALUE);
    }

    /** Takes what has happened until then, in the order of time. */
    List<Event> take(long untilNs) {
        List<Event> taken = new ArrayList<>();
        List<Event> rest = new ArrayList<>();
        events.forEach(e -> (e.timeNs() - untilNs <= 0 ? taken : rest).add(e));
        events = rest;
        taken.sort(Comparator.comparingLong(Event::timeNs));
        return taken;
    }

    /** What is missing of one ring and the same views everywhere; empty when nothing is. */
    String trouble() {
        for (int g = 0; g < GROUPS.size(); g++) {
            Set<String> all = new HashSet<>();
            String ring = states.get(1).get(g).ring();
            for (int host = 1; host <= size(); host++) {
                all.add(states.get(host).get(g).self());
            }
            String[] ids = new String[size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = Integer.toString(i + 1);
            }
            for (int host = 1; host <= size(); host++) {
                GroupState state = states.get(host).get(g);
                boolean here = state.joined() && state.ring().equals(ring)
                        && ring.endsWith("[" + String.join(", ", ids) + "]") && state.members().equals(all);
                if (!here) {
                    return lab.host(host).name() + " in group " + GROUPS.get(g) + ": " + state;
                }
                String decided = quorum.getOrDefault(host, "nothing");
                if (!("1 " + ring).startsWith(decided + " ")) {
                    return lab.host(host).name() + " on ring " + ring + " says of quorum: " + decided;
                }
            }
        }
        return "";
    }

    /** Whose mark has not come to whom; empty when all have come to all. */
    String undrained(long sinceNs) {
        for (int g = 0; g < GROUPS.size(); g++) {
            for (int from = 1; from <= size(); from++) {
                GroupState sender = states.get(from).get(g);
                if (!sender.hasMarked(sinceNs)) {
                    return lab.host(from).name() + " has not sent its mark: " + sender;
                }
                for (int to = 1; to <= size(); to++) {
                    if (!states.get(to).get(g).hasMarkOf(sender)) {
                        return "the mark of " + lab.host(from).name() + " has not come to " + lab.host(to).name();
                    }
                }
            }
        }
        return "";
    }

    /** Keeps what the daemons have written. */
    void saveLogs() {
        for (Host host : lab.hosts()) {
            for (String name : List.of("log/corosync.log", "console")) {
                Path file = host.folder().resolve(name);
                Path target = options.folder().resolve(host.name() + "." + file.getFileName());
                try {
                    if (Files.exists(file)) {
                        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @Override
    public void close() {
        witnesses.values().forEach(WitnessProcess::kill);
        lab.close();
    }
}
