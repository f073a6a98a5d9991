package org.choros.itests.perf;

import java.util.Arrays;

/**
 * Several measurements of the same.
 *
 * @param min the least
 * @param median the one in the middle, or between the two there
 * @param max the most
 * @param count how many
 */
record Spread(double min, double median, double max, int count) {
    static Spread of(double... values) {
        int n = values.length;
        if (n == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN, 0);
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Spread(sorted[0], (sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[n - 1], n);
    }
}
