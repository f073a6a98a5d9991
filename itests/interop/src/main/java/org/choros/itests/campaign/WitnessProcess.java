package org.choros.itests.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.choros.client.ChorosClient;
import org.choros.cpg.Cpg;
import org.choros.itests.lab.Host;
import org.choros.posix.NativeBuffer;
import org.choros.wire.ipc.CpgRequest;

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
        List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx32m", "-Xss320k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath(),
                Witness.class.getName(), log.toString(), Long.toString(seed), Double.toString(rate),
                Boolean.toString(restless)));
        words.addAll(groups);
        process = host.spawn(folder.resolve(base + ".console"), words.toArray(String[]::new));
        tail = new Tail(log);
    }

    /** Where the classes of a witness are, however this JVM got its own. */
    private static String classPath() {
        try {
            return Stream.of(Witness.class, ChorosClient.class, Cpg.class, CpgRequest.class, NativeBuffer.class,
                    Class.forName("com.sun.jna.Native"))
                    .map(c -> Path.of(c.getProtectionDomain().getCodeSource().getLocation().getPath()).toString())
                    .collect(Collectors.joining(":"));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
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
