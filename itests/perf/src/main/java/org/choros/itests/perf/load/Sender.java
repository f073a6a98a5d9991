package org.choros.itests.perf.load;

import java.io.PrintStream;
import java.util.function.BooleanSupplier;

/** Sends what a run wants sent, on the calling thread; the counterpart of {@code send_due} and {@code work} in C. */
final class Sender {
    private static final long MS = 1_000_000L;
    private static final long BLOCKED_NS = MS;
    private static final long IDLE_NS = 20 * MS;
    private static final long DRAIN_NS = 30_000 * MS;
    private static final long NEVER = Long.MAX_VALUE;

    private final Load load;
    private final Messenger messenger;
    private final PrintStream out;
    private Run run;
    private byte[] message;
    private long sent;
    private long refused;
    /** When the prepared message was due; nothing is prepared when there is none. */
    private long askedNs;
    private boolean asked;
    private CpuTime cpu;

    Sender(Load load, Messenger messenger, PrintStream out) {
        this.load = load;
        this.messenger = messenger;
        this.out = out;
    }

    /** Makes a run and prints what came of it. */
    void run(RunOrder order) {
        run = new Run(order);
        message = new byte[order.size()];
        sent = 0;
        refused = 0;
        asked = false;
        cpu = new CpuTime(order.daemon());
        load.begin(run);
        control(Payload.READY, 0);
        boolean done = await(run::begun) && flow();
        if (done) {
            control(Payload.END, sent);
            done = await(run::ended);
        }
        if (done && load.failure() == null) {
            out.println(run.text(load.self(), sent, refused, cpu.daemonUs(), cpu.ownUs()));
        } else {
            out.println("failed " + order.number() + " "
                    + (load.failure() == null
                            ? "not done in time: sent and delivered to ourselves " + sent + ", " + run.back()
                            : load.failure()));
        }
        out.flush();
    }

    private void control(int kind, long count) {
        byte[] small = new byte[Payload.LENGTH_MIN];
        Payload.fill(small, run.order().number(), kind, count, 0, load.self());
        while (load.failure() == null && !messenger.send(small)) {
            run.sleep(BLOCKED_NS, run.back());
        }
    }

    private boolean await(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean() && load.failure() == null) {
            if (System.nanoTime() - begin > DRAIN_NS) {
                return false;
            }
            run.sleep(IDLE_NS, run.back());
        }
        return load.failure() == null;
    }

    /** Sends until the end of what is measured and of what was due then. */
    private boolean flow() {
        while (load.failure() == null) {
            long seen = run.back();
            long now = System.nanoTime();
            cpu.sample(now - run.fromNs() >= 0, now - run.toNs() >= 0);
            if (now - run.toNs() > DRAIN_NS) {
                return false;
            }
            long wait = step(now);
            if (wait == NEVER && cpu.complete()) {
                return true;
            }
            if (wait > 0) {
                long edge = cpu.begun() ? run.toNs() - now : run.fromNs() - now;
                run.sleep(edge > 0 ? Math.min(wait, edge) : wait, seen);
            }
        }
        return false;
    }

    /** Sends a message if one is due; how long nothing else will be, {@link #NEVER} at the end. */
    private long step(long now) {
        if (!asked) {
            long at = due(now);
            if (at == NEVER || at - now > 0) {
                return at == NEVER ? NEVER : at - now;
            }
            asked = true;
            askedNs = at;
            Payload.fill(message, run.order().number(), Payload.DATA, sent, askedNs, load.self());
        }
        if (!messenger.send(message)) {
            refused++;
            return BLOCKED_NS;
        }
        asked = false;
        sent++;
        return 0;
    }

    private long due(long now) {
        switch (run.order().mode()) {
            case PACED -> {
                // the hosts take turns within the interval
                long interval = 1000 * MS / run.order().rate();
                long at = run.beginNs() + interval * sent + interval * (load.self() - 1) / load.hosts();
                return at - run.toNs() < 0 ? at : NEVER;
            }
            case CLOSED -> {
                boolean under = sent != run.back();
                if (now - run.toNs() >= 0) {
                    return NEVER;
                }
                return under ? run.toNs() : now;
            }
            default -> {
                return now - run.toNs() < 0 ? now : NEVER;
            }
        }
    }
}
