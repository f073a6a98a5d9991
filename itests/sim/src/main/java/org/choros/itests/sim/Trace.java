package org.choros.itests.sim;

import java.util.function.Supplier;

/** The last moments of a run, a bounded number of lines; switched off, nobody makes the lines. */
final class Trace {
    private static final long US = 1_000;

    private final String[] lines;
    private int next;
    private int kept;
    private final boolean echo;

    private Trace(int bound, boolean echo) {
        lines = new String[bound];
        this.echo = echo;
    }

    static Trace off() {
        return new Trace(0, false);
    }

    /** Keeps the last lines. */
    static Trace last(int bound) {
        return new Trace(bound, false);
    }

    /** Prints every line at once, too. */
    static Trace echo(int bound) {
        return new Trace(bound, true);
    }

    boolean on() {
        return lines.length > 0;
    }

    void add(long nowNs, String who, Supplier<String> what) {
        if (on()) {
            long us = nowNs / US;
            String line = String.format("%5d.%03d %-5s %s", us / 1000, us % 1000, who, what.get());
            lines[next] = line;
            next = (next + 1) % lines.length;
            kept = Math.min(kept + 1, lines.length);
            if (echo) {
                System.out.println(line);
            }
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < kept; i++) {
            text.append(lines[(next - kept + i + lines.length) % lines.length]).append('\n');
        }
        return text.toString();
    }
}
