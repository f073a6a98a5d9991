package org.choros.itests.sim;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How long a machine's process may stand still. Where something is kept available without fencing, only as long as the
 * others wait for: more is cut off, or ends with the watchdog's reset.
 */
final class Pauses {
    /** Two that are further apart than the longest stop do not add up. */
    private static final int WINDOW = 2;

    private record Pause(long atNs, long lengthNs) {
        long endNs() {
            return atNs + lengthNs;
        }
    }

    private final Machine machine;
    private final World world;
    private final Deque<Pause> recent = new ArrayDeque<>();

    Pauses(Machine machine) {
        this.machine = machine;
        world = machine.world();
    }

    /** As much of a pause as is borne, from now on; 0 for nothing. */
    long allowed(long wantedNs) {
        Upkeep u = world.options().upkeep;
        long ns = wantedNs;
        if (u != null && !u.fences) {
            long now = world.nowNs();
            recent.removeIf(p -> p.endNs() + WINDOW * u.boundNs < now);
            long left = u.pausesNs() - recent.stream().mapToLong(Pause::lengthNs).sum();
            if (wantedNs > left && u.watchdog && world.chance().oneIn(4)) {
                SimProcess standing = machine.process();
                world.after(Math.max(0, left), () -> {
                    if (machine.process() == standing) {
                        world.note(machine.toString(), () -> "is reset by its watchdog");
                        machine.reset();
                    }
                });
            } else {
                ns = Math.max(0, Math.min(wantedNs, left));
            }
        }
        if (u != null && ns > 0) {
            recent.add(new Pause(world.nowNs(), ns));
        }
        return ns;
    }

    /** Does something when so much time has passed here in which the process did not stand still, and a little more. */
    void afterNs(long lengthNs, Runnable action) {
        long from = world.nowNs();
        long due = machine.whenNs(machine.clockNs() + lengthNs + lengthNs / 50) + 30 * Options.MS;
        world.after(due - from, () -> {
            long stoodNs = recent.stream().filter(p -> p.endNs() > from)
                    .mapToLong(p -> Math.min(p.endNs(), world.nowNs()) - Math.max(p.atNs(), from)).sum();
            if (stoodNs > 0) {
                world.after(stoodNs, action);
            } else {
                action.run();
            }
        });
    }
}
