package org.choros.itests.perf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.choros.itests.lab.Host;
import org.choros.itests.lab.Tail;

/** A subject's program on one host: what it is told, and the lines that it prints. */
final class Participant implements AutoCloseable {
    private static final int LINES_SHOWN = 20;

    private final Host host;
    private final Process process;
    private final Tail tail;
    private final Deque<String> lines = new ArrayDeque<>();
    private final Deque<String> last = new ArrayDeque<>();

    Participant(Host host, Path output, List<String> command) {
        this.host = host;
        this.process = host.spawn(output, command.toArray(String[]::new));
        this.tail = new Tail(output);
    }

    Host host() {
        return host;
    }

    boolean alive() {
        return process.isAlive();
    }

    void tell(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(host.name() + " has ended: " + last, e);
        }
    }

    /** The next line that it has printed, null when there is none yet. */
    String poll() {
        tail.read(line -> {
            lines.add(line);
            last.add(line.length() > 200 ? line.substring(0, 200) + "..." : line);
            if (last.size() > LINES_SHOWN) {
                last.remove();
            }
        });
        return lines.poll();
    }

    /** The last lines, for a failure's message. */
    String evidence() {
        return "=== " + host.name() + (alive() ? "" : ", ended") + "\n" + String.join("\n", last) + "\n";
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
