package dev.tornadovim.experiments.report;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * A figure of evaluations: how it is called, written and compared.
 *
 * @param key its name in {@code metrics.jsonl}
 * @param share whether it is one, from 0 to 1, shown in percent
 */
record Metric(String key, boolean share) {

    /** The loss of evaluations, which every task has. */
    static final Metric LOSS = new Metric("loss", false);

    /** The metric of that name over all runs that are compared: a share if all values can be one. */
    static Metric of(String key, Collection<History> histories) {
        boolean share =
                !key.toLowerCase(Locale.ROOT).contains("loss")
                        && histories.stream()
                                .flatMap(h -> h.evaluations().stream())
                                .mapToDouble(e -> e.value(key))
                                .allMatch(v -> !(v > 1));
        return new Metric(key, share);
    }

    /** The one that decides which checkpoint is best, by the first run that has evaluations. */
    static Metric primary(List<History> histories) {
        return histories.stream()
                .filter(h -> !h.evaluations().isEmpty())
                .findFirst()
                .map(h -> of(h.primary(), histories))
                .orElse(LOSS);
    }

    /** Whether larger values are better. */
    boolean largerIsBetter() {
        return !key.toLowerCase(Locale.ROOT).contains("loss");
    }

    /** The name that people use. */
    String label() {
        return switch (key) {
            case "loss" -> "test loss";
            case "top1" -> "top-1";
            case "top5" -> "top-5";
            default -> key.replace('_', ' ');
        };
    }

    /** The name with its unit, for an axis. */
    String axis() {
        return share ? label() + " (%)" : label();
    }

    /** A value as it is drawn. */
    double scaled(double value) {
        return share ? 100 * value : value;
    }

    /** A value as text, with its unit. */
    String text(double value) {
        return number(value) + (share && isKnown(value) ? " %" : "");
    }

    /** A value as text, without its unit. */
    String number(double value) {
        return isKnown(value)
                ? String.format(Locale.ROOT, share ? "%.2f" : "%.4f", scaled(value))
                : "–";
    }

    /** COCO's protocol has -1 where nothing could be measured. */
    private boolean isKnown(double value) {
        return Double.isFinite(value) && !(share && value < 0);
    }
}
