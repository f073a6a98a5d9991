package org.choros.itests.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import org.choros.itests.lab.Host;
import org.choros.itests.lab.JavaProgram;
import org.choros.itests.lab.Tail;

/** A witness of a host, seen from the campaign: its process and what it has written down. */
final class WitnessProcess {
    private final Host host;
    private final int number;
    private final Process process;
    private final Tail tail;
    private long seenNs;

    WitnessProcess(Host host, int number, Path folder, long seed, double rate, boolean restless,
            List<String> groups) {
        this.host = host;
        this.number = number;
        String base = host.name() + "-" + number;
        Path log = folder.resolve(base + ".events");
        List<String> words = JavaProgram.command(Witness.class, log.toString(), Long.toString(seed),
                Double.toString(rate), Boolean.toString(restless));
        words.addAll(groups);
        process = host.spawn(folder.resolve(base + ".console"), words.toArray(String[]::new));
        tail = new Tail(log);
    }

    int number() {
        return number;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Until when all that it knows has been read. */
    long seenNs() {
        return process.isAlive() ? seenNs : Long.MAX_VALUE;
    }

    void read(Consumer<Event> events) {
        boolean ended = !process.isAlive();
        tail.read(line -> {
            Event e = Event.parse(line, host.number(), number);
            if (e != null) {
                seenNs = e.timeNs();
                events.accept(e);
            }
        });
        if (ended) {
            seenNs = Long.MAX_VALUE;
        }
    }

    /** {@code p} or {@code r}. */
    void tell(char command) {
        try {
            process.getOutputStream().write(command);
            process.getOutputStream().flush();
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
