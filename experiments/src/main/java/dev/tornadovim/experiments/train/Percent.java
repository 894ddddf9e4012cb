package dev.tornadovim.experiments.train;

/** Shares as a log has them. */
final class Percent {

    private Percent() {}

    /** Two decimals without a sign; a dash where there is no value. */
    static String of(double share) {
        return Double.isNaN(share) ? "-" : "%.2f".formatted(100 * share);
    }
}
