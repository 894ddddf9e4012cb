package dev.tornadovim.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The confusion matrix of a run's latest evaluation.
 *
 * @param names of the classes
 * @param counts by true class and predicted class
 * @param unit the counted unit
 */
record Confusions(List<String> names, long[][] counts, String unit) {

    /** The matrix of a run, if it has one. */
    static Optional<Confusions> of(RunRecord run) {
        var unit = run.setting("task").equals("segmentation") ? "pixels" : "images";
        return run.table("eval/confusion.csv")
                .map(
                        table ->
                                new Confusions(
                                        table.rows().stream().map(List::getFirst).toList(),
                                        table.rows().stream()
                                                .map(
                                                        row ->
                                                                row.stream()
                                                                        .skip(1)
                                                                        .mapToLong(Long::parseLong)
                                                                        .toArray())
                                                .toArray(long[][]::new),
                                        unit));
    }

    /** All classes, in order. */
    CsvTable classes() {
        return table(IntStream.range(0, names.size()).boxed().toList());
    }

    /** The classes with the lowest recall. */
    CsvTable worst(int number) {
        return table(
                IntStream.range(0, names.size())
                        .boxed()
                        .sorted(Comparator.comparingDouble(this::recall))
                        .limit(number)
                        .toList());
    }

    /** Recall, precision and intersection over union of each class. */
    private CsvTable table(List<Integer> chosen) {
        var rows = new ArrayList<List<String>>();
        for (int i : chosen) {
            long predicted = Arrays.stream(counts).mapToLong(row -> row[i]).sum();
            double right = counts[i][i];
            rows.add(
                    List.of(
                            names.get(i),
                            percent(recall(i)),
                            percent(right / predicted),
                            percent(right / (predicted + number(i) - right)),
                            Amounts.count(number(i))));
        }
        return new CsvTable(List.of("class", "recall", "precision", "IoU", unit), rows);
    }

    /** The most frequent confusions. */
    CsvTable mistakes(int number) {
        record Mistake(int label, int taken, long count) {}
        var mistakes = new ArrayList<Mistake>();
        for (int label = 0; label < counts.length; label++) {
            for (int taken = 0; taken < counts.length; taken++) {
                if (label != taken && counts[label][taken] > 0) {
                    mistakes.add(new Mistake(label, taken, counts[label][taken]));
                }
            }
        }
        mistakes.sort(Comparator.comparingLong(Mistake::count).reversed());
        var rows =
                mistakes.stream()
                        .limit(number)
                        .map(
                                m ->
                                        List.of(
                                                names.get(m.label()),
                                                names.get(m.taken()),
                                                Amounts.count(m.count()),
                                                percent((double) m.count() / number(m.label()))))
                        .toList();
        return new CsvTable(List.of("true class", "predicted as", unit, "share of class"), rows);
    }

    private long number(int label) {
        return Arrays.stream(counts[label]).sum();
    }

    private double recall(int label) {
        return (double) counts[label][label] / number(label);
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
