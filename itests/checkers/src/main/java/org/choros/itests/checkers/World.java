package org.choros.itests.checkers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What all checks share: the nodes, the rings, the clients. */
final class World {
    /** Names a ring. */
    private record RingKey(int rep, long seq) {
    }

    private static final int FEW = 256;

    final CheckOptions options;
    final Map<Integer, Machine> machines = new HashMap<>();
    final List<Client> clients = new ArrayList<>();
    final Map<String, List<Client>> groups = new HashMap<>();
    final Map<String, Client.Kind> kinds = new HashMap<>();
    private final Consumer<Violation> sink;
    private final Life[] lives = new Life[FEW];
    private final Map<RingKey, RingRecord> rings = new HashMap<>();
    private int violations;
    private int ringNumber;

    World(CheckOptions options, Consumer<Violation> sink) {
        this.options = options;
        this.sink = sink;
    }

    void violated(Property property, long nowNs, String text) {
        violations++;
        sink.accept(new Violation(property, text + " (at " + nowNs / 1_000_000 + " ms)"));
    }

    int violations() {
        return violations;
    }

    Machine machine(int node) {
        return machines.computeIfAbsent(node, Machine::new);
    }

    Life begin(int node, int incarnation) {
        Machine machine = machine(node);
        Life life = new Life(machine, incarnation);
        machine.life = life;
        if (node >= 0 && node < FEW) {
            lives[node] = life;
        }
        return life;
    }

    Life life(int node, int incarnation) {
        Life life = node >= 0 && node < FEW ? lives[node] : null;
        if (life == null) {
            Machine machine = machines.get(node);
            life = machine == null ? null : machine.life;
        }
        if (life == null || life.incarnation != incarnation) {
            throw new IllegalArgumentException("no event may come of " + Integer.toUnsignedString(node) + "."
                    + incarnation + ", which " + (life == null ? "has not started" : "is " + life + " now"));
        }
        return life;
    }

    RingRecord ring(int rep, long seq) {
        return rings.get(new RingKey(rep, seq));
    }

    RingRecord newRing(int rep, long seq, int[] members) {
        RingRecord ring = new RingRecord(++ringNumber, rep, seq, members, machine(rep).epoch);
        rings.put(new RingKey(rep, seq), ring);
        return ring;
    }

    /** Whether somebody lives on it. */
    boolean inhabited(RingRecord ring) {
        for (int member : ring.members) {
            Machine machine = machines.get(member);
            if (machine != null && machine.life != null && machine.life.alive && machine.life.ring == ring) {
                return true;
            }
        }
        return false;
    }

    /** Whether a member may still come to it. */
    private boolean expected(RingRecord ring) {
        for (int member : ring.members) {
            Machine machine = machines.get(member);
            if (machine == null || machine.life == null) {
                return true;
            }
            if (machine.life.alive && !ring.installed.contains(member)
                    && (machine.life.ring == null || machine.life.ring.seq < ring.seq)) {
                return true;
            }
        }
        return false;
    }

    /** Drops the rings that nobody is on or comes to; what clients have of them goes with them. */
    void forgetRings() {
        rings.values().removeIf(r -> {
            boolean old = r.seen && !inhabited(r) && !expected(r);
            if (old) {
                r.forgetFrames();
                r.passages.clear();
            }
            return old;
        });
    }

    int rings() {
        return rings.size();
    }

    /** Drops the frames that all living members have. */
    void forgetFrames(RingRecord ring) {
        boolean any = false;
        int lowest = 0;
        for (int member : ring.members) {
            Machine machine = machines.get(member);
            if (machine == null || machine.life == null || !machine.life.alive) {
                continue;
            }
            Life life = machine.life;
            if (life.ring != ring) {
                if (!ring.installed.contains(member)) {
                    return;
                }
                continue;
            }
            if (!life.anyFrame) {
                return;
            }
            if (!any || life.lastFrame - lowest < 0) {
                lowest = life.lastFrame;
                any = true;
            }
        }
        if (any) {
            ring.forgetBefore(lowest);
        }
    }

    /** When all is quiet: the order until now has been compared; who has been gone for long is nobody's partner. */
    void forgetClients() {
        for (List<Client> group : groups.values()) {
            for (Client c : group) {
                c.order = null;
                c.forgotten = c.goneBefore && !c.isThere();
                c.goneBefore = !c.isThere();
            }
            group.removeIf(c -> c.forgotten);
        }
    }
}
