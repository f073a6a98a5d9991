package org.choros.itests.sim;

import java.util.concurrent.atomic.AtomicLong;

/** Runs one seed or a range of them: what the script {@code run} starts. */
final class Main {
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final int SHOWN_MAX = 20;

    private final long first;
    private final long last;
    private final boolean large;
    private final boolean availability;
    private final long deadlineMs;
    private final AtomicLong next;
    private long seeds;
    private long simulatedNs;
    private long faults;
    private long packetFaults;
    private long messages;
    private long packets;
    private long weakened;
    private long failures;
    private long longestNs;
    private final Coverage coverage = new Coverage();

    private Main(long first, long last, boolean large, boolean availability, long minutes) {
        this.first = first;
        this.last = last;
        this.large = large;
        this.availability = availability;
        next = new AtomicLong(first);
        deadlineMs = minutes == 0 ? Long.MAX_VALUE : System.currentTimeMillis() + minutes * 60_000;
    }

    /**
     * @param args SEED or FROM-TO; {@code --slow} for rings of 17 to 64 nodes; {@code --availability} for runs with
     *            availability managers; {@code --minutes N} to end then;
     *            {@code --trace} to print all of one seed
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        String range = null;
        boolean large = false;
        boolean everything = false;
        boolean availability = false;
        long minutes = 0;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--slow" -> large = true;
                case "--trace" -> everything = true;
                case "--availability" -> availability = true;
                case "--minutes" -> minutes = Long.parseLong(args[++i]);
                default -> range = args[i];
            }
        }
        if (range == null) {
            System.err.println("usage: run SEED | FROM-TO [--slow] [--availability] [--minutes N] [--trace]");
            System.exit(2);
        }
        int dash = range.indexOf('-', 1);
        long from = Long.parseLong(dash < 0 ? range : range.substring(0, dash));
        long to = dash < 0 ? from : Long.parseLong(range.substring(dash + 1));
        Main main = new Main(from, to, large, availability, minutes);
        if (everything) {
            main.replay();
        } else {
            main.all();
        }
        main.sumUp();
        System.exit(main.failures > 0 ? 1 : 0);
    }

    private void replay() {
        for (long seed = first; seed <= last; seed++) {
            try {
                held(availability
                        ? Sim.runAvailability(seed, Trace.echo(1))
                        : Sim.run(seed, large, Trace.echo(1)));
            } catch (SimException e) {
                failed(e);
            }
        }
    }

    private void all() throws InterruptedException {
        int cores = (int) Math.min(Runtime.getRuntime().availableProcessors(), last - first + 1);
        Thread[] threads = new Thread[cores];
        for (int i = 0; i < cores; i++) {
            threads[i] = new Thread(this::work, "seeds " + i);
            threads[i].start();
        }
        for (Thread t : threads) {
            t.join();
        }
    }

    private void work() {
        for (long seed = next.getAndIncrement(); seed <= last; seed = next.getAndIncrement()) {
            if (System.currentTimeMillis() > deadlineMs) {
                return;
            }
            try {
                held(availability ? Sim.runAvailability(seed) : Sim.run(seed, large));
            } catch (SimException e) {
                failed(e);
            }
        }
    }

    private synchronized void held(SimResult r) {
        seeds++;
        simulatedNs += r.simulatedNs();
        faults += r.faults();
        packetFaults += r.packetFaults();
        packets += r.packets();
        messages += r.messages();
        weakened += r.weakened() ? 1 : 0;
        coverage.add(r.coverage());
        longestNs = Math.max(longestNs, r.convergedNs());
        if (first == last) {
            System.out.println(r);
        }
    }

    private synchronized void failed(SimException e) {
        seeds++;
        failures++;
        if (failures > SHOWN_MAX) {
            System.out.println("seed=" + e.seed() + " " + e.property());
            return;
        }
        System.out.print(e.trace());
        System.out.println("FAILED seed=" + e.seed() + " commit=" + System.getProperty("sim.commit", "unknown") + " "
                + e.property() + ": " + e.text());
        if (e.property().equals("exception") && first == last) {
            e.getCause().printStackTrace(System.out);
        }
    }

    private void sumUp() {
        System.out.println(coverage);
        System.out.printf("%d seeds, %.1f simulated hours, %d faults and %d of %d packets faulty, %d messages, "
                + "longest convergence %d ms, %d weakened by lost storage, %d failures%n", seeds,
                (double) simulatedNs / HOUR_NS, faults, packetFaults, packets, messages, longestNs / Options.MS,
                weakened, failures);
    }
}
