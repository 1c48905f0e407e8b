package dev.storystreamer.benchmarks;

import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * What repeated measurements of one thing gave.
 *
 * @param median the middle one; of two in the middle their mean
 */
record Spread(double median, double min, double max) {

    /**
     * Sums up.
     *
     * @param values at least one
     */
    static Spread of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** Such as {@code 24.5 (23.9–30.1)}. */
    String text(int decimals) {
        return number(median, decimals) + " (" + number(min, decimals) + "–" + number(max, decimals) + ")";
    }

    static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
