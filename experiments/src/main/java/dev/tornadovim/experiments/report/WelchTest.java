package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.sweep.Spread;

/**
 * Whether two means differ by more than chance: Welch's t-test, which does not assume
 * equal deviations (Biometrika 34, 1947).
 *
 * @param difference of the means
 * @param standardError of that difference
 * @param degrees of freedom by Welch and Satterthwaite; NaN without any deviation
 */
record WelchTest(double difference, double standardError, double degrees) {
    /** Quantiles of Student's t at 97.5 %, for 1 to 30 degrees of freedom. */
    private static final double[] QUANTILES = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
        2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
        2.052, 2.048, 2.045, 2.042
    };

    /**
     * Compares two groups.
     *
     * @throws IllegalArgumentException if one has fewer than two values: it has no deviation
     */
    static WelchTest of(Spread first, Spread second) {
        if (first.count() < 2 || second.count() < 2) {
            throw new IllegalArgumentException("two groups of at least two values each expected");
        }
        double a = first.deviation() * first.deviation() / first.count();
        double b = second.deviation() * second.deviation() / second.count();
        double degrees =
                (a + b) * (a + b) / (a * a / (first.count() - 1) + b * b / (second.count() - 1));
        return new WelchTest(first.mean() - second.mean(), Math.sqrt(a + b), degrees);
    }

    /** The difference in standard errors. */
    double t() {
        return difference == 0 ? 0 : difference / standardError;
    }

    /** Standard errors above which a difference is not chance, at the 5 % level, two-sided. */
    double needed() {
        // Fewer degrees need more: between two entries the smaller one is on the safe side.
        return Double.isNaN(degrees)
                ? 0
                : QUANTILES[(int) Math.clamp(degrees, 1, QUANTILES.length) - 1];
    }

    /** Whether the difference is more than chance at that level. */
    boolean isDistinguishable() {
        return Math.abs(t()) > needed();
    }
}
