package org.choros.itests.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import org.choros.itests.lab.Host;
import org.choros.itests.lab.Lab;

/** Lets programs live by chance while a host at a time, and at times two, is out of order. */
final class LockFaults {
    private static final long MS = 1_000_000;
    private static final int ACTIVE_MAX = 2;

    private record Active(int host, long endNs, Runnable end) {
    }

    private final LockHosts hosts;
    private final Lab lab;
    private final Random random;
    private final List<Active> active = new ArrayList<>();
    private long lives;

    LockFaults(LockHosts hosts, long seed) {
        this.hosts = hosts;
        lab = hosts.lab();
        random = new Random(seed);
        lives = seed;
    }

    void live(long lifeNs) {
        for (int number : hosts.lockers()) {
            begin(number);
        }
        long end = System.nanoTime() + lifeNs;
        long next = System.nanoTime();
        while (System.nanoTime() - end < 0) {
            if (System.nanoTime() - next >= 0) {
                fault();
                next = System.nanoTime() + (500 + random.nextInt(2500)) * MS;
            }
            expire(System.nanoTime());
            LockSupport.parkNanos(10 * MS);
        }
        expire(Long.MAX_VALUE);
    }

    private void begin(int number) {
        hosts.program(number).tell("live " + ++lives);
        hosts.program(number).await("lives");
    }

    private void fault() {
        int number = 1 + random.nextInt(lab.hosts().size());
        int kind = random.nextInt(5);
        int lastsMs = 200 + random.nextInt(4000);
        if (active.size() >= ACTIVE_MAX || active.stream().anyMatch(a -> a.host() == number)) {
            return;
        }
        Host host = lab.host(number);
        switch (kind) {
            case 0 -> {
                lab.cable(host, false);
                add(number, lastsMs, () -> lab.cable(host, true));
            }
            case 1 -> {
                deaf(host, true);
                add(number, lastsMs, () -> deaf(host, false));
            }
            case 2 -> {
                host.signal("STOP");
                add(number, lastsMs, () -> host.signal("CONT"));
            }
            case 3 -> {
                host.kill();
                add(number, lastsMs / 2, () -> host.start(host.kind()));
            }
            default -> {
                hosts.killProgram(number);
                hosts.startProgram(number);
                begin(number);
            }
        }
    }

    private void add(int number, int lastsMs, Runnable end) {
        active.add(new Active(number, System.nanoTime() + lastsMs * MS, end));
    }

    private void expire(long nowNs) {
        for (Active a : List.copyOf(active)) {
            if (nowNs >= a.endNs()) {
                active.remove(a);
                a.end().run();
            }
        }
    }

    /** Hears nobody, and is heard. */
    private static void deaf(Host host, boolean on) {
        if (on) {
            host.network("nft", "add table inet deaf");
            host.network("nft", "add chain inet deaf in { type filter hook input priority 0 ; }");
            host.network("nft", "add rule inet deaf in iif != lo drop");
        } else {
            host.network("nft", "delete table inet deaf");
        }
    }
}
