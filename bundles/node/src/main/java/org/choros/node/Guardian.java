package org.choros.node;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.choros.spi.log.LogLevel;

/**
 * Talks to a small process that outlives us and tells the ring when we have died. It knows our death by the end of the
 * pipe that we write to, so whatever we still want said has to be there before. A thread of its own writes, as a
 * guardian that is stopped would hold up whoever does. Safe for all threads; nothing but {@link #close} waits.
 */
final class Guardian implements AutoCloseable {
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final long RESTART_MS = 10_000;
    private static final long KILL_LIMIT_MS = 1_000;
    private static final int SIGNS_PER_TOKEN = 4;
    private static final long PERIOD_MIN_MS = 20;

    private final List<String> command;
    private final LongSupplier ranNs;
    private final VotesStore.Log log;
    private volatile long periodMs;
    // guarded by this
    private Process process;
    private String said = GuardianLines.SILENCE;
    private boolean news = true;
    private boolean released;
    private boolean closed;
    private boolean complained;

    /**
     * @param name of the thread
     * @param command starts the process
     * @param ranNs when the ring last ran, {@link System#nanoTime}
     * @param tokenMs the token timeout
     * @param log takes a line when there is no guardian
     */
    Guardian(String name, List<String> command, LongSupplier ranNs, long tokenMs, VotesStore.Log log) {
        this.command = List.copyOf(command);
        this.ranNs = ranNs;
        this.log = log;
        tokenMs(tokenMs);
        Thread thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** @param tokenMs the token timeout, of which four signs of life are given */
    void tokenMs(long tokenMs) {
        periodMs = Math.max(PERIOD_MIN_MS, tokenMs / SIGNS_PER_TOKEN);
    }

    /** @param line what is to be done when we die, instead of what was said before */
    synchronized void say(String line) {
        said = line;
        news = true;
        notifyAll();
    }

    /** We are dead although our process is not yet: what was said last happens now. */
    synchronized void release() {
        released = true;
        notifyAll();
    }

    /** We end in order: nothing happens any more, even if the guardian is stopped now and goes on later. */
    @Override
    public void close() {
        Process last;
        synchronized (this) {
            closed = true;
            last = process;
            if (last != null) {
                // before our thread can close the pipe: its end would be taken for our death
                last.toHandle().destroyForcibly();
            }
            notifyAll();
        }
        if (last != null) {
            try {
                last.waitFor(KILL_LIMIT_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try {
            while (watch()) {
                pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void pause() throws InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RESTART_MS);
        while (!closed && !released && System.nanoTime() - endNs < 0) {
            wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime())));
        }
    }

    /** Lives with one guardian; answers whether there is to be another one. */
    private boolean watch() throws InterruptedException {
        Process mine;
        try {
            mine = start();
            synchronized (this) {
                process = mine;
                news = true;
                if (closed) {
                    mine.toHandle().destroyForcibly();
                    return false;
                }
            }
        } catch (IOException e) {
            complain(e.getMessage());
            return false;
        }
        try (Writer to = new BufferedWriter(
                new OutputStreamWriter(mine.getOutputStream(), StandardCharsets.US_ASCII))) {
            while (true) {
                String line = await();
                if (line == null) {
                    mine.waitFor(KILL_LIMIT_MS, TimeUnit.MILLISECONDS);
                    return false;
                }
                to.write(line);
                to.write(GuardianLines.alive(aliveMs()));
                to.write('\n');
                to.flush();
                synchronized (this) {
                    if (released) {
                        return false;
                    }
                }
            }
        } catch (IOException e) {
            mine.waitFor(KILL_LIMIT_MS, TimeUnit.MILLISECONDS);
            synchronized (this) {
                if (closed) {
                    return false;
                }
            }
            complain("it has ended" + (mine.isAlive() ? "" : " with status " + mine.exitValue()));
            return true;
        }
    }

    /** Waits until there is something to say, or a sign of life is due; null when we end. */
    private synchronized String await() throws InterruptedException {
        if (!news && !closed && !released) {
            wait(periodMs);
        }
        if (closed) {
            return null;
        }
        String line = news ? said + '\n' : "";
        news = false;
        return line;
    }

    private long aliveMs() throws IOException {
        long agoMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ranNs.getAsLong());
        return GuardianLines.uptimeMs(Files.readString(UPTIME)) - agoMs;
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().retainAll(Set.of("PATH"));
        return builder.start();
    }

    // Once: whoever reads it can do something about it or not.
    private void complain(String why) {
        synchronized (this) {
            if (complained) {
                return;
            }
            complained = true;
        }
        log.log(LogLevel.WARNING, "MAIN", "No guardian (" + why + "): should this process be killed, the other nodes"
                + " find out by the token timeout.");
    }
}
