package org.choros.itests.campaign;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A program for a host of the lab: joins groups, sends numbered messages, and writes down all that it does and hears
 * until its standard input ends. When the daemon dies it begins anew with the next. A {@code p} on its input lets it
 * pause: every group sends one message more, a mark behind all others; {@code r} lets it go on.
 */
public final class Witness {
    private static final long HEARTBEAT_MS = 250;
    private static final AtomicInteger PAUSE = new AtomicInteger();

    private Witness() {
    }

    /**
     * @param args log file, seed, messages a second and group, whether to leave and come back at times, then the
     *            groups; in every second one nothing but the mark is answered
     * @throws IOException when the log cannot be written
     */
    public static void main(String[] args) throws IOException {
        long seed = Long.parseLong(args[1]);
        double rate = Double.parseDouble(args[2]);
        boolean restless = Boolean.parseBoolean(args[3]);
        try (EventLog log = new EventLog(Path.of(args[0]))) {
            log.line("P " + ProcessHandle.current().pid());
            for (int i = 4; i < args.length; i++) {
                start(new GroupWitness(log, i - 4, args[i], seed + i, rate, restless, PAUSE), "group-" + args[i]);
            }
            start(new QuorumWitness(log), "quorum");
            Thread heart = new Thread(() -> beat(log), "heartbeat");
            heart.setDaemon(true);
            heart.start();
            int pauses = 0;
            for (int c = System.in.read(); c >= 0; c = System.in.read()) {
                if (c == 'p') {
                    pauses++;
                    PAUSE.set(pauses);
                } else if (c == 'r') {
                    PAUSE.set(0);
                }
            }
        }
        // threads that wait for a stopped daemon would hold us
        Runtime.getRuntime().halt(0);
    }

    private static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((t, e) -> {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        thread.start();
    }

    private static void beat(EventLog log) {
        while (true) {
            log.line("H");
            log.flush();
            try {
                TimeUnit.MILLISECONDS.sleep(HEARTBEAT_MS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
