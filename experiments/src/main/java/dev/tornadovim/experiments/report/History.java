package dev.tornadovim.experiments.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.tornadovim.experiments.sink.JsonLinesSink;
import dev.tornadovim.pipeline.metric.Metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The history of a training from {@code metrics.jsonl}.
 *
 * @param steps some of the training steps
 * @param evaluations one row each; with averaged weights, one row for either set
 * @param epochs one row each
 * @param primary name of the metric that decides which checkpoint is best
 */
record History(List<Row> steps, List<Row> evaluations, List<Row> epochs, String primary) {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** Values of an evaluation that are not metrics. */
    private static final Set<String> BESIDE =
            Set.of(
                    "step",
                    "epoch",
                    "images",
                    JsonLinesSink.NON_FINITE,
                    "loss",
                    "seconds",
                    "imagesPerSecond");

    /** A training that has not started. */
    static final History EMPTY = new History(List.of(), List.of(), List.of(), "loss");

    /**
     * One line of the file.
     *
     * @param step of training
     * @param epoch of training, from 1
     * @param weights the evaluated weights: {@code model} or {@code ema}
     * @param values all numbers by name, in order
     */
    record Row(long step, int epoch, String weights, Map<String, Double> values) {
        /** A value, or NaN. */
        double value(String name) {
            return values.getOrDefault(name, Double.NaN);
        }
    }

    /** Reads the lines of the file; skips one that a killed process left unfinished. */
    static History parse(String text) {
        var steps = new ArrayList<Row>();
        var evaluations = new ArrayList<Row>();
        var epochs = new ArrayList<Row>();
        String primary = null;
        for (var line : text.lines().toList()) {
            JsonNode node;
            try {
                node = MAPPER.readTree(line);
            } catch (JsonProcessingException e) {
                continue;
            }
            switch (node.path("kind").asText()) {
                case "step" -> steps.add(row(node));
                case "epoch" -> epochs.add(row(node));
                case "eval" -> {
                    evaluations.add(row(node));
                    primary = node.path("primary").asText(primary);
                }
                default -> {
                    // a kind of line that a later version may add
                }
            }
        }
        var history = new History(steps, evaluations, epochs, "loss");
        if (primary == null) {
            primary = history.metrics().stream().findFirst().orElse("loss");
        }
        return new History(steps, evaluations, epochs, primary);
    }

    private static Row row(JsonNode node) {
        var values = new LinkedHashMap<String, Double>();
        for (var field : node.properties()) {
            var value = field.getValue();
            if (value.isNumber()) {
                values.put(field.getKey(), value.doubleValue());
            } else if (Set.of("NaN", "Infinity", "-Infinity").contains(value.asText())) {
                values.put(field.getKey(), Double.parseDouble(value.asText()));
            }
        }
        return new Row(
                node.path("step").asLong(),
                node.path("epoch").asInt(),
                node.path("weights").asText("model"),
                values);
    }

    /** Names of the metrics of evaluations, in order, without the loss. */
    Set<String> metrics() {
        var names = new LinkedHashSet<String>();
        evaluations.forEach(row -> names.addAll(row.values().keySet()));
        names.removeAll(BESIDE);
        return names;
    }

    /** The evaluated weights, in order. */
    Set<String> weights() {
        var names = new LinkedHashSet<String>();
        evaluations.forEach(row -> names.add(row.weights()));
        return names;
    }

    /** The evaluation with the best value; of equal ones the earliest. */
    Optional<Row> best(Metric metric) {
        return best(evaluations, metric);
    }

    /** The same among those of the latest step. */
    Optional<Row> latest(Metric metric) {
        if (evaluations.isEmpty()) {
            return Optional.empty();
        }
        long last = evaluations.getLast().step();
        return best(evaluations.stream().filter(row -> row.step() == last).toList(), metric);
    }

    private static Optional<Row> best(List<Row> rows, Metric metric) {
        double sign = metric.largerIsBetter() ? -1 : 1;
        return rows.stream()
                .filter(row -> Double.isFinite(row.value(metric.name())))
                .min(Comparator.comparingDouble(row -> sign * row.value(metric.name())));
    }

    /** Steps that were skipped because their gradient was not finite. */
    long skippedSteps() {
        return steps.stream()
                .map(row -> row.values().get("gradientNorm"))
                .filter(norm -> norm != null && !Double.isFinite(norm))
                .count();
    }

    /** Seconds of training and evaluation. */
    double seconds() {
        return sum(epochs) + sum(evaluations);
    }

    private static double sum(List<Row> rows) {
        return rows.stream().mapToDouble(r -> r.value("seconds")).filter(Double::isFinite).sum();
    }

    /** Images per second of training, over all epochs; NaN before the end of the first one. */
    double imagesPerSecond() {
        double images =
                epochs.stream()
                        .mapToDouble(r -> r.value("seconds") * r.value("imagesPerSecond"))
                        .sum();
        return epochs.isEmpty() ? Double.NaN : images / sum(epochs);
    }

    /** A column of rows. */
    static double[] column(List<Row> rows, String name) {
        return rows.stream().mapToDouble(row -> row.value(name)).toArray();
    }
}
