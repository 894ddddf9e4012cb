package dev.tornadovim.kernels.contract;

import java.util.Locale;

/**
 * How far an fp32 result may be from the double oracle: an error of a few units in the last place a
 * term, growing with the root of the number of terms, relative to the largest value of the tensor.
 */
record Tolerance(double relative) {

    static Tolerance fp32(int reductionLength) {
        return new Tolerance(4e-6 * Math.sqrt(Math.max(1, reductionLength)));
    }

    /** Fails with the worst element and the first five pairs. */
    void check(String what, double[] expected, float[] actual) {
        if (expected.length != actual.length) {
            throw new AssertionError(
                    what + ": expected " + expected.length + " values, got " + actual.length);
        }
        double largest = 1e-3;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        int worst = -1;
        double worstError = relative * largest;
        for (int i = 0; i < actual.length; i++) {
            double error = Math.abs(expected[i] - actual[i]);
            if (!(error <= worstError)) {
                worstError = error;
                worst = i;
                if (Double.isNaN(error)) {
                    break;
                }
            }
        }
        if (worst >= 0) {
            throw new AssertionError(describe(what, expected, actual, worst, largest));
        }
    }

    private String describe(
            String what, double[] expected, float[] actual, int worst, double largest) {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%s: worst at %d of %d: expected %.8g, got %.8g (allowed %.1e of %.3g);",
                        what,
                        worst,
                        actual.length,
                        expected[worst],
                        actual[worst],
                        relative,
                        largest));
        for (int i = 0; i < Math.min(5, actual.length); i++) {
            text.append(String.format(Locale.ROOT, " %.6g/%.6g", expected[i], actual[i]));
        }
        return text.toString();
    }
}
