package org.choros.itests.perf.load;

import java.util.Locale;

import org.choros.itests.perf.Mode;

/**
 * What the runner asks for.
 *
 * @param number of the run, from 1
 * @param mode what is measured
 * @param size bytes of a message
 * @param rate messages a second of this sender, when paced
 * @param warmMs before what is measured
 * @param measureMs how long is measured
 * @param daemon the process whose processor time is told, 0 for none
 */
record RunOrder(int number, Mode mode, int size, int rate, int warmMs, int measureMs, long daemon) {

    private static final int WORDS = 8;

    /** Takes apart a line {@code run NUMBER MODE SIZE RATE WARM-MS MEASURE-MS DAEMON-PID}. */
    static RunOrder parse(String line) {
        String[] w = line.split(" ");
        if (w.length != WORDS || !"run".equals(w[0])) {
            throw new IllegalArgumentException("not understood: " + line);
        }
        int i = 1;
        RunOrder order = new RunOrder(Integer.parseInt(w[i++]), Mode.valueOf(w[i++].toUpperCase(Locale.ROOT)),
                Integer.parseInt(w[i++]), Integer.parseInt(w[i++]), Integer.parseInt(w[i++]),
                Integer.parseInt(w[i++]), Long.parseLong(w[i]));
        if (order.size < Payload.LENGTH_MIN || order.size > Payload.LENGTH_MAX || order.size % Long.BYTES != 0
                || order.rate < 1 || order.measureMs < 1) {
            throw new IllegalArgumentException("out of range: " + line);
        }
        return order;
    }
}
