package org.choros.itests.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Host;

/** The program {@code watch} on a host: a member of a group, a tracker of everything; what it writes are its events. */
final class Watcher implements AutoCloseable {
    private static final int LIMIT_S = 60;
    private static int number;

    private final Host host;
    private final Path output;
    private final Process process;

    Watcher(Programs programs, Host host, String group) {
        this.host = host;
        synchronized (Watcher.class) {
            output = host.folder().resolve("watch" + ++number);
        }
        process = host.spawn(output, programs.path(Programs.WATCH), group);
        await("watching", 1);
    }

    /** Waits until so many lines of its output contain a text. */
    void await(String text, int count) {
        Await.until(host.name() + " tells " + count + " x " + text, LIMIT_S,
                () -> lines().stream().filter(l -> l.contains(text)).count() >= count,
                () -> String.join("\n", lines()) + "\n" + host.evidence());
    }

    /** What came by one API so far. */
    String of(String api) {
        return String.join("\n", lines().stream().filter(l -> l.startsWith(api)).toList());
    }

    /** The lines so far; one that is not whole yet is not there. */
    private List<String> lines() {
        try {
            String text = Files.readString(output);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
