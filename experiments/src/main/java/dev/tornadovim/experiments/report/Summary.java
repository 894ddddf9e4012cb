package dev.tornadovim.experiments.report;

import dev.tornadovim.experiments.report.chart.Element;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.experiments.run.RunFolder.Status;
import dev.tornadovim.pipeline.metric.Metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The top of a run's page: name, state and headline figures. */
final class Summary {
    private Summary() {}

    static List<Element> of(RunRecord run) {
        var top = new ArrayList<Element>();
        top.add(
                Element.of("header")
                        .add(
                                Element.of("h1", run.name()),
                                Element.of("p")
                                        .add(status(run.status()))
                                        .add(Element.of("span", line(run)).with("class", "soft"))));
        run.failure()
                .ifPresent(
                        why ->
                                top.add(
                                        Element.of("p", "The run failed: " + why)
                                                .with("class", "box bad")));
        RunFolder.stop(run.folder())
                .ifPresent(
                        how -> top.add(Element.of("p", "The run was " + how).with("class", "box")));
        if (run.status() == Status.UNFINISHED) {
            top.add(
                    Element.of(
                                    "p",
                                    "The run is in progress or was killed. The page shows its state"
                                            + " so far.")
                            .with("class", "box"));
        }
        var figures = figures(run);
        if (!figures.isEmpty()) {
            top.add(Html.figures(figures));
        }
        return top;
    }

    /** The state of a run as a badge. */
    static Element status(Status status) {
        return Element.of("span", word(status))
                .with(
                        "class",
                        switch (status) {
                            case DONE -> "status good";
                            case FAILED -> "status bad";
                            case UNFINISHED, STOPPED -> "status soft";
                        });
    }

    private static String word(Status status) {
        return switch (status) {
            case DONE -> "done";
            case FAILED -> "failed";
            case STOPPED -> "stopped";
            case UNFINISHED -> "unfinished";
        };
    }

    private static String line(RunRecord run) {
        var parts = new ArrayList<String>();
        parts.add(" " + run.setting("task"));
        var started = run.origin().path("started").asText();
        if (!started.isEmpty()) {
            parts.add(started.replaceFirst("T(\\d\\d:\\d\\d).*", " $1 UTC"));
        }
        var engine = run.origin().path("engine").asText();
        if (!engine.isEmpty()) {
            parts.add(engine);
        }
        return String.join(" · ", parts);
    }

    private static LinkedHashMap<String, String> figures(RunRecord run) {
        var history = run.history();
        var figures = new LinkedHashMap<String, String>();
        var primary = EvaluationMetrics.primary(List.of(history));
        history.best(primary)
                .ifPresent(
                        best ->
                                figures.put(
                                        "best %s, after epoch %d%s"
                                                .formatted(
                                                        primary.label(),
                                                        best.epoch(),
                                                        weights(best)),
                                        Amounts.of(primary, best.value(primary.name()))));
        history.latest(primary)
                .ifPresent(
                        last -> {
                            figures.put(
                                    primary.label() + " at the end" + weights(last),
                                    Amounts.of(primary, last.value(primary.name())));
                            if (!primary.equals(Metric.LOSS)
                                    && Double.isFinite(last.value("loss"))) {
                                figures.put(
                                        "test loss at the end",
                                        Amounts.of(Metric.LOSS, last.value("loss")));
                            }
                        });
        if (!history.epochs().isEmpty()) {
            figures.put(
                    "training loss of epoch " + history.epochs().getLast().epoch(),
                    Amounts.of(Metric.LOSS, history.epochs().getLast().value("loss")));
            figures.put("images/s in training", Amounts.number(history.imagesPerSecond()));
            figures.put("training and evaluation", Amounts.duration(history.seconds()));
        }
        if (history.skippedSteps() > 0) {
            figures.put(
                    "skipped steps, gradient not finite", Amounts.count(history.skippedSteps()));
        }
        Checkpoint.best(run)
                .ifPresent(c -> figures.put("parameters", Amounts.count(c.parameters())));
        return figures;
    }

    private static String weights(History.Row row) {
        return row.weights().equals("ema") ? ", averaged weights" : "";
    }
}
