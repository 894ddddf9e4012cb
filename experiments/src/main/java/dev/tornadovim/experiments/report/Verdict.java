package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.report.SweepRecord.Group;
import dev.tornadovim.pipeline.metric.Metric;

import java.util.List;
import java.util.Locale;

/** Describes the lead of the best group in words. */
final class Verdict {
    private Verdict() {}

    /**
     * Compares the best group with the next one.
     *
     * @param groups best first
     */
    static String of(List<Group> groups, Metric metric) {
        var ranked = groups.stream().filter(group -> group.latest().count() > 0).toList();
        if (ranked.isEmpty()) {
            return "No job has a result yet.";
        }
        var best = ranked.getFirst();
        if (ranked.size() == 1) {
            return "Only %s has results: %s %s."
                    .formatted(best.name(), metric.label(), metric.text(best.latest().mean()));
        }
        var next = ranked.get(1);
        double lead = Math.abs(best.latest().mean() - next.latest().mean());
        var start = "%s leads %s by ".formatted(best.name(), next.name());
        var of = metric.share() ? "points of " + metric.label() : "of " + metric.label();
        if (best.latest().count() < 2 || next.latest().count() < 2) {
            return "%s%s %s. Two seeds of each are needed to tell whether that is more than chance."
                    .formatted(start, metric.number(lead), of);
        }
        var test = WelchTest.of(best.latest(), next.latest());
        if (test.standardError() == 0) {
            return "%s%s %s; all jobs within each group have the same result."
                    .formatted(start, metric.number(lead), of);
        }
        return start
                + "%s ± %s %s (means of %d and %d jobs; ± is the standard error of their difference): "
                        .formatted(
                                metric.number(lead),
                                metric.number(test.standardError()),
                                of,
                                best.latest().count(),
                                next.latest().count())
                + String.format(
                        Locale.ROOT,
                        "%s. That is %.1f standard errors, and by Welch's t-test %.1f are needed to"
                                + " tell two groups apart at the 5 %% level.",
                        test.isDistinguishable() ? "distinguishable" : "not distinguishable",
                        Math.abs(test.t()),
                        test.needed());
    }
}
