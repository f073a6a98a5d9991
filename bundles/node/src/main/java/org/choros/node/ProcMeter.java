package org.choros.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.choros.spi.engine.HostMeter;
import org.choros.spi.engine.HostReading;

/**
 * Reads memory and load of a Linux host from {@code /proc}. On a thread of its own: a name that the admin thread waits
 * for must not look like a host that has stopped to be measured.
 */
final class ProcMeter implements HostMeter {
    private static final Pattern MEMORY = Pattern.compile("(?m)^(\\w+): +(\\d{1,18}) kB$");
    private static final Pattern LOADS = Pattern.compile("\\S+ \\S+ (\\d{1,9}\\.\\d{1,9}) .*", Pattern.DOTALL);

    private final Path proc;
    private final AdminThread thread;
    private final Executor ring;
    private final LongSupplier clockNs;
    private volatile HostReading latest;

    /**
     * @param proc the folder {@code /proc}
     * @param thread reads
     * @param ring takes answers to the ring thread
     * @param clockNs the engines' clock
     */
    ProcMeter(Path proc, AdminThread thread, Executor ring, LongSupplier clockNs) {
        this.proc = proc;
        this.thread = thread;
        this.ring = ring;
        this.clockNs = clockNs;
    }

    @Override
    public HostReading latest() {
        return latest;
    }

    @Override
    public boolean read(Consumer<HostReading> done) {
        return thread.offer(() -> {
            HostReading reading = refresh();
            ring.execute(() -> done.accept(reading));
        });
    }

    /** Reads now, on whichever thread this is. */
    HostReading refresh() {
        HostReading reading = parse(text("meminfo"), text("loadavg"), clockNs.getAsLong());
        latest = reading;
        return reading;
    }

    private String text(String file) {
        try (InputStream in = Files.newInputStream(proc.resolve(file))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * @param meminfo the text of {@code /proc/meminfo}
     * @param loadavg the text of {@code /proc/loadavg}
     * @param takenNs when they were read
     * @return what they say
     */
    static HostReading parse(String meminfo, String loadavg, long takenNs) {
        long total = 0;
        long free = -1;
        long cached = 0;
        long swap = 0;
        long swapFree = 0;
        Matcher m = MEMORY.matcher(meminfo);
        while (m.find()) {
            long kb = Long.parseLong(m.group(2));
            switch (m.group(1)) {
                case "MemTotal" -> total = kb;
                case "MemFree" -> free = kb;
                case "Cached" -> cached = kb;
                case "SwapTotal" -> swap = kb;
                case "SwapFree" -> swapFree = kb;
                default -> {
                }
            }
        }
        Matcher load = LOADS.matcher(loadavg);
        boolean loaded = load.matches();
        String fault = "failed to parse input";
        return new HostReading(takenNs, total, free, cached, swap, swapFree, total > 0 && free >= 0 ? null : fault,
                loaded ? Double.parseDouble(load.group(1)) : 0, loaded ? null : fault);
    }
}
