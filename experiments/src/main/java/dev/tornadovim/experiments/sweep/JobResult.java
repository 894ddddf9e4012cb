package dev.tornadovim.experiments.sweep;

import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.experiments.run.RunFolder;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
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
 * @param testLoss of the latest evaluation
 * @param top1 of the latest evaluation, 0 to 1
 * @param bestTop1 of all evaluations, 0 to 1
 * @param imagesPerSecond of the latest epoch
 * @param failure why it failed
 */
record JobResult(
        RunFolder.Status status,
        int epoch,
        OptionalDouble loss,
        OptionalDouble testLoss,
        OptionalDouble top1,
        OptionalDouble bestTop1,
        OptionalDouble imagesPerSecond,
        Optional<String> failure) {

    /** Reads what is there; of a file that is just being written, its whole lines. */
    static JobResult of(RunFolder run) {
        var rows = rows(run);
        var last = rows.isEmpty() ? Map.<String, String>of() : rows.getLast();
        var evaluations = rows.stream().filter(row -> value(row, "top1").isPresent()).toList();
        var evaluated = evaluations.isEmpty() ? Map.<String, String>of() : evaluations.getLast();
        return new JobResult(
                run.status(),
                (int) value(last, "epoch").orElse(0),
                value(last, "loss"),
                value(evaluated, "test_loss"),
                value(evaluated, "top1"),
                evaluations.stream().mapToDouble(row -> value(row, "top1").getAsDouble()).max(),
                value(last, "images_per_second"),
                run.failure());
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

    private static OptionalDouble value(Map<String, String> row, String name) {
        try {
            return OptionalDouble.of(Double.parseDouble(row.getOrDefault(name, "")));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
