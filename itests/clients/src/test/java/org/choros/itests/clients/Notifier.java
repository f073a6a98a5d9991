package org.choros.itests.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Host;

/** A corosync-notifyd in the foreground of a host, Debian's or ours, and what it prints. */
final class Notifier implements AutoCloseable {
    static final String DEBIAN = "/usr/sbin/corosync-notifyd";
    private static final int LIMIT_S = 60;
    private static int number;

    private final Host host;
    private final Path output;
    private final Process process;

    Notifier(Host host, String program, String... options) {
        this.host = host;
        synchronized (Notifier.class) {
            output = host.folder().resolve("notifyd" + ++number);
        }
        process = host.spawn(output,
                Stream.concat(Stream.of(program, "-f", "-o"), Stream.of(options)).toArray(String[]::new));
    }

    static String ours() {
        return Host.choros("corosync-notifyd");
    }

    /** Its lines, each whole, without what libqb says of itself in Debian's. */
    List<String> lines() {
        try {
            String text = Files.readString(output);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().filter(l -> !l.startsWith("[debug] "))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines that match, in their order, without process ids and addresses of memory. */
    String of(String regex) {
        return lines().stream().map(l -> l.replaceAll("0x[0-9a-f]+\\.[0-9]+\\.", "")).filter(l -> l.matches(regex))
                .collect(Collectors.joining("\n"));
    }

    /** Waits until so many of its lines match. */
    void await(String regex, int count) {
        Await.until(host.name() + " tells " + count + " x " + regex, LIMIT_S,
                () -> lines().stream().filter(l -> l.matches(regex)).count() >= count,
                () -> String.join("\n", lines()) + "\n" + host.evidence());
    }

    /** Waits until it ends. */
    int awaitEnd() {
        try {
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                throw new AssertionError("still runs: " + String.join("\n", lines()) + "\n" + host.evidence());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it as an operator does; its status. */
    int terminate() {
        process.destroy();
        return awaitEnd();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
    }
}
