package org.choros.configadmin.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

import org.choros.map.QuorumPolicy;

/** One random life of four containers, and what has to hold in it. */
final class SimWorld {
    private static final int CONTAINERS = 4;
    private static final int PHASES = 14;
    private static final int REST = 60_000;

    final Random random;
    final QuorumPolicy policy;
    final List<String> errors = new ArrayList<>();
    /** Most deletions that are remembered; with few of them some come back, and all have to agree on that. */
    final int graves;
    boolean refusing;
    /** What must not be: memory that ends with its container. */
    boolean amnesia;
    /** What must not be: a configuration that each container has otherwise. */
    boolean stubborn;
    /** What must not be: what is not there counts as deleted. */
    boolean absenceDeletes;
    /** What must not be: other bytes than were to be written. */
    UnaryOperator<byte[]> tamper = bytes -> bytes;
    private final List<SimContainer> containers = new ArrayList<>();
    /** Made once and never touched. */
    private final Map<String, Content> kept = new TreeMap<>();
    private final List<String> removable = new ArrayList<>();
    private final TreeSet<String> removed = new TreeSet<>();
    private long rings;
    private int names;
    private int changes;

    SimWorld(long seed, QuorumPolicy policy) {
        this.policy = policy;
        random = new Random(seed);
        refusing = random.nextBoolean();
        graves = random.nextInt(4) == 0 ? 3 : 10_000;
        for (int id = 1; id <= CONTAINERS; id++) {
            containers.add(new SimContainer(id, this));
        }
    }

    Content content(String text) {
        return Content.of(new TreeMap<>(Map.of("text", text)));
    }

    SimWorld run() {
        containers.forEach(SimContainer::start);
        rings(new int[CONTAINERS]);
        for (int phase = 0; phase < PHASES && errors.isEmpty(); phase++) {
            switch (random.nextInt(5)) {
                case 0 -> bounce();
                case 1 -> {
                    heal();
                    replace();
                }
                case 2 -> heal();
                default -> rings(random.ints(CONTAINERS, 0, 2).toArray());
            }
            load(random.nextInt(40));
        }
        heal();
        check();
        return this;
    }

    /** Containers with the same number can hear each other; who is down starts. */
    private void rings(int[] parts) {
        rings++;
        Map<Integer, SimMap> next = new HashMap<>();
        for (SimContainer each : containers) {
            if (each.map != null) {
                for (SimMap.Write write : each.map.pending) {
                    // nobody knows whether it was done
                    boolean done = random.nextBoolean() && write.from() != null && each.map.apply(write);
                    if (write.from() != null && write.from().up()) {
                        write.from().result(write, random.nextBoolean() && done ? true : null);
                    }
                }
                each.map.pending.clear();
            }
        }
        for (int part : Arrays.stream(parts).distinct().toArray()) {
            next.put(part, made(members(parts, part)));
        }
        for (SimContainer each : containers) {
            if (each.up()) {
                each.join(next.get(parts[each.id - 1]));
            }
        }
    }

    private List<SimContainer> members(int[] parts, int part) {
        return containers.stream().filter(c -> c.up() && parts[c.id - 1] == part).toList();
    }

    private SimMap made(List<SimContainer> members) {
        List<SimMap> before = members.stream().map(c -> c.map).filter(m -> m != null).distinct().toList();
        SimMap made = new SimMap();
        if (policy == QuorumPolicy.ANY) {
            before.forEach(made::merge);
            made.writable = true;
            return made;
        }
        made.writable = members.size() > CONTAINERS / 2;
        before.stream().max((a, b) -> Long.compare(a.term, b.term)).ifPresent(latest -> {
            made.merge(latest);
            made.term = latest.term;
        });
        made.term = made.writable ? rings : made.term;
        return made;
    }

    private void step() {
        SimContainer at = containers.get(random.nextInt(CONTAINERS));
        if (!at.up()) {
            return;
        }
        if (random.nextInt(4) == 0 && !at.map.pending.isEmpty()) {
            SimMap.Write write = at.map.pending.remove(0);
            if (write.from() == null) {
                at.map.apply(new SimMap.Write(at, write.key(), write.expected(), null));
            } else {
                write.from().result(write, at.map.apply(write));
            }
        }
        at.step();
    }

    private boolean resting() {
        return containers.stream().filter(SimContainer::up).allMatch(c -> c.idle() && c.map.pending.isEmpty());
    }

    private void drain() {
        for (int i = 0; i < REST; i++) {
            if (resting()) {
                return;
            }
            step();
        }
        errors.add("does not come to rest");
    }

    private void heal() {
        containers.stream().filter(c -> !c.up()).forEach(SimContainer::start);
        rings(new int[CONTAINERS]);
        drain();
    }

    /** Some, or all, end, are perhaps changed while they are down, and come again, in any order. */
    private void bounce() {
        int count = random.nextInt(CONTAINERS) + 1;
        List<SimContainer> down = new ArrayList<>(containers);
        Collections.shuffle(down, random);
        down = down.subList(0, count);
        down.forEach(SimContainer::stop);
        rings(new int[CONTAINERS]);
        load(random.nextInt(30));
        for (SimContainer each : down) {
            each.start();
            rings(new int[CONTAINERS]);
            load(random.nextInt(5));
        }
    }

    /** A container comes anew with nothing; what it had the others have. */
    private void replace() {
        SimContainer each = containers.get(random.nextInt(CONTAINERS));
        each.stop();
        each.wipe();
        rings(new int[CONTAINERS]);
        each.start();
        rings(new int[CONTAINERS]);
    }

    private void load(int count) {
        for (int i = 0; i < count; i++) {
            change(containers.get(random.nextInt(CONTAINERS)));
            for (int steps = random.nextInt(12); steps > 0; steps--) {
                step();
            }
        }
    }

    private void change(SimContainer at) {
        String name = String.valueOf(++names);
        changes++;
        switch (random.nextInt(6)) {
            case 0 -> {
                Content content = content(name);
                kept.put("k" + name, content);
                at.edit("k" + name, content);
            }
            case 1 -> {
                removable.add("r" + name);
                at.edit("r" + name, content(name));
            }
            case 2 -> removable.stream().filter(key -> at.up() && at.local.containsKey(key)).findFirst()
                    .ifPresent(key -> {
                        removable.remove(key);
                        removed.add(key);
                        at.edit(key, null);
                    });
            case 3 -> at.edit("s" + random.nextInt(5), null);
            default -> at.edit("s" + random.nextInt(5), content(name));
        }
    }

    private void check() {
        SimContainer one = containers.get(0);
        for (SimContainer each : containers) {
            if (!each.local.equals(one.local)) {
                errors.add("1 and " + each.id + " differ: " + one.local.keySet() + " and " + each.local.keySet());
            }
            kept.forEach((key, content) -> {
                if (!content.equals(each.local.get(key))) {
                    errors.add("lost at " + each.id + ": " + key);
                }
            });
            removed.stream().filter(key -> graves > removed.size() && each.local.containsKey(key))
                    .forEach(key -> errors.add("deleted and there again at " + each.id + ": " + key));
        }
        // a change is one write; what a merge has thrown back is written again by those who know better
        long writes = containers.stream().mapToLong(c -> c.writes).sum();
        long bound = 3L * changes + rings * CONTAINERS * CONTAINERS * 4L;
        if (writes > bound) {
            errors.add(writes + " writes for " + changes + " changes in " + rings + " rings");
        }
        // and when all is said nothing is written any more
        heal();
        if (containers.stream().mapToLong(c -> c.writes).sum() > writes) {
            errors.add("writes although nothing has changed");
        }
    }
}
