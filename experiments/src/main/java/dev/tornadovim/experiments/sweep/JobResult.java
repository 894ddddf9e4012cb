package dev.tornadovim.experiments.sweep;

import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.experiments.sink.EpochCsvSink;
import dev.tornadovim.pipeline.metric.Metric;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a job has come to so far, from its {@code epochs.csv}.
 *
 * @param status how far it came
 * @param epoch epochs done
 * @param loss of the latest epoch
 * @param metrics of the latest evaluation, those that runs of the task are compared by; those that are
 *     not finite are left out
 * @param best finite value of the primary metric over all evaluations
 * @param imagesPerSecond of the latest epoch
 * @param failure why it failed
 */
record JobResult(
        RunFolder.Status status,
        int epoch,
        OptionalDouble loss,
        Map<Metric, Double> metrics,
        OptionalDouble best,
        OptionalDouble imagesPerSecond,
        Optional<String> failure) {

    /** Reads what is there; of a file that is just being written, its whole lines. */
    static JobResult of(RunFolder run) {
        var rows = rows(run);
        var last = rows.isEmpty() ? Map.<String, String>of() : rows.getLast();
        var task = run.config().task();
        var primary = EpochCsvSink.column(task.primary());
        var evaluations =
                rows.stream().filter(row -> !row.getOrDefault(primary, "").isEmpty()).toList();
        var metrics = new LinkedHashMap<Metric, Double>();
        if (!evaluations.isEmpty()) {
            task.metrics()
                    .forEach(
                            metric ->
                                    value(evaluations.getLast(), metric)
                                            .ifPresent(value -> metrics.put(metric, value)));
        }
        return new JobResult(
                run.status(),
                (int) value(last, "epoch").orElse(0),
                value(last, "loss"),
                metrics,
                evaluations.stream()
                        .flatMapToDouble(row -> value(row, task.primary()).stream())
                        .max(),
                value(last, "images_per_second"),
                run.failure());
    }

    /** A metric of the latest evaluation. */
    OptionalDouble value(Metric metric) {
        var value = metrics.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static List<Map<String, String>> rows(RunFolder run) {
        if (!Files.exists(run.epochs())) {
            return List.of();
        }
        try {
            var text = Files.readString(run.epochs());
            var lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
            if (lines.isEmpty()) {
                return List.of();
            }
            var names = lines.getFirst().split(",");
            return lines.stream().skip(1).map(line -> row(names, line)).toList();
        } catch (IOException e) {
            throw new RunException(
                    "%s cannot be read: %s".formatted(run.epochs(), e.getMessage()), e);
        }
    }

    private static Map<String, String> row(String[] names, String line) {
        var values = line.split(",", -1);
        var row = new HashMap<String, String>();
        for (int i = 0; i < Math.min(names.length, values.length); i++) {
            row.put(names[i], values[i]);
        }
        return row;
    }

    private static OptionalDouble value(Map<String, String> row, Metric metric) {
        return value(row, EpochCsvSink.column(metric));
    }

    /** A finite number of a row. */
    private static OptionalDouble value(Map<String, String> row, String name) {
        try {
            double value = Double.parseDouble(row.getOrDefault(name, ""));
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
