package dev.tornadovim.experiments.sink;

import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.train.listener.EpochMetrics;
import dev.tornadovim.pipeline.train.listener.EvalMetrics;
import dev.tornadovim.pipeline.train.listener.TrainingListener;
import dev.tornadovim.pipeline.train.listener.TrainingStart;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes {@code epochs.csv}: one row an epoch; the columns of an evaluation may be empty. */
public final class EpochCsvSink implements TrainingListener {
    private static final List<String> TRAINING =
            List.of("epoch", "step", "loss", "learning_rate", "images_per_second", "seconds");

    private final Path path;
    private final List<Metric> metrics;
    private final String header;
    private RowFile file;

    /**
     * @param path of the file
     * @param metrics of an evaluation, a column each
     */
    public EpochCsvSink(Path path, List<Metric> metrics) {
        this.path = path;
        this.metrics = List.copyOf(metrics);
        var columns = new ArrayList<>(TRAINING);
        metrics.forEach(metric -> columns.add(column(metric)));
        this.header = String.join(",", columns);
    }

    /** The column of a metric: its name, marked where training has a figure of the same name. */
    public static String column(Metric metric) {
        return TRAINING.contains(metric.name()) ? "test_" + metric.name() : metric.name();
    }

    @Override
    public void started(TrainingStart start) {
        boolean fresh = !Files.exists(path);
        file = RowFile.open(path, line -> line.equals(header) || stepOf(line) <= start.step());
        if (fresh) {
            file.write(header);
        }
    }

    private static long stepOf(String line) {
        try {
            return Long.parseLong(line.split(",")[1]);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public void epoch(EpochMetrics epoch) {
        var row = new ArrayList<String>();
        row.add(String.valueOf(epoch.epoch()));
        row.add(String.valueOf(epoch.step()));
        row.add(String.valueOf(epoch.loss()));
        row.add(String.valueOf(epoch.learningRate()));
        row.add(String.valueOf(epoch.imagesPerSecond()));
        row.add(String.valueOf(epoch.seconds()));
        for (var metric : metrics) {
            row.add(epoch.eval().map(eval -> value(eval, metric)).orElse(""));
        }
        file.write(String.join(",", row));
    }

    private static String value(EvalMetrics eval, Metric metric) {
        var value = eval.metrics().values().get(metric);
        return value == null ? "" : value.toString();
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
