package org.choros.engine.amf.run;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One life of the keeper, the process that is the parent of all commands. A thread writes to it, as one that stands
 * still must hold up nobody; one reads what has come of jobs, one what they print. How much waits for it is up to who
 * says it.
 */
final class KeeperProcess {
    private static final String SCRIPT = "keeper.pl";
    private static final int LINE_MAX = 8192;
    /** The names in the folder of the sockets have room in an address of 108 bytes. */
    private static final String FOLDER = "choros-jobs";

    private final String name;
    private final Listener listener;
    private final Process process;
    private final Deque<String> lines = new ArrayDeque<>();
    private boolean closed;

    /** Who hears of it; on its threads. */
    interface Listener {
        /** A line of what has come of jobs. */
        void event(KeeperProcess from, String line);

        /** A line that something has printed. */
        void printed(String line);

        /** It has gone. */
        void gone(KeeperProcess from);
    }

    /**
     * @param name of its threads
     * @param lock the file that it locks while anything may be left of what it has run
     * @param cgroups whether it may make any
     * @throws IOException when it cannot be started
     */
    KeeperProcess(String name, Path lock, boolean cgroups, Listener listener) throws IOException {
        Path folder = Files.createTempDirectory(FOLDER);
        // other users' processes find their sockets in it, which are theirs alone
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        ProcessBuilder builder = new ProcessBuilder("perl", "-e", script(), folder.toString(), lock.toString(),
                cgroups ? "yes" : "no");
        builder.environment().keySet().retainAll(Set.of("PATH"));
        try {
            process = builder.start();
        } catch (IOException e) {
            Files.deleteIfExists(folder);
            throw e;
        }
        this.name = name;
        this.listener = listener;
    }

    /** Lets it be heard. */
    void begin() {
        start(name + "-writer", this::write);
        start(name + "-log", () -> read(process.getErrorStream(), listener::printed));
        start(name, () -> {
            read(process.getInputStream(), line -> listener.event(this, line));
            close();
            listener.gone(this);
        });
    }

    private static String script() throws IOException {
        try (InputStream in = KeeperProcess.class.getResourceAsStream(SCRIPT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    long pid() {
        return process.pid();
    }

    /** Says a line, after all that was said before; for any thread, waits for nobody. */
    synchronized void say(String line) {
        if (!closed) {
            lines.add(line);
            notifyAll();
        }
    }

    /** Nothing more is said; what was said still is. The keeper ends everything when it has heard it. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void write() {
        try (Writer to = new BufferedWriter(
                new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII))) {
            for (List<String> next = take(); next != null; next = take()) {
                for (String line : next) {
                    to.write(line);
                    to.write('\n');
                }
                to.flush();
            }
        } catch (IOException e) {
            // who reads its events hears of its end, too
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All that is to be said, or null when that was all. */
    private synchronized List<String> take() throws InterruptedException {
        while (lines.isEmpty() && !closed) {
            wait();
        }
        if (lines.isEmpty()) {
            return null;
        }
        List<String> all = List.copyOf(lines);
        lines.clear();
        return all;
    }

    private static void read(InputStream stream, Consumer<String> to) {
        StringBuilder line = new StringBuilder();
        try (Reader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    to.accept(line.toString());
                    line.setLength(0);
                } else if (line.length() < LINE_MAX) {
                    line.append((char) c);
                }
            }
        } catch (IOException e) {
            // as at its end
            return;
        }
    }
}
