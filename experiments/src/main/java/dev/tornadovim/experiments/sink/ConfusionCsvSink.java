package dev.tornadovim.experiments.sink;

import dev.tornadovim.pipeline.metric.ConfusionMatrix;
import dev.tornadovim.pipeline.train.listener.EvalMetrics;
import dev.tornadovim.pipeline.train.listener.TrainingListener;
import dev.tornadovim.pipeline.train.listener.TrainingStart;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the confusion matrix of the latest evaluation, where the task has one, as {@code
 * confusion.csv}: a row for each class of the images, a column for each class they were taken for, and
 * one more where there are samples without a prediction. Above {@link ConfusionMatrix#MOST_CLASSES}
 * classes there is no matrix.
 */
public final class ConfusionCsvSink implements TrainingListener {
    private static final Logger LOG = LogManager.getLogger(ConfusionCsvSink.class);
    private static final String NO_PREDICTION = "no prediction";

    private final Path file;
    private final List<String> classNames;

    /**
     * @param file to write to
     * @param classNames in the order of the labels
     */
    public ConfusionCsvSink(Path file, List<String> classNames) {
        this.file = file;
        this.classNames = List.copyOf(classNames);
    }

    @Override
    public void started(TrainingStart start) {
        if (classNames.size() > ConfusionMatrix.MOST_CLASSES) {
            LOG.info(
                    "no confusion matrix: there are {} classes, and it is written up to {}",
                    classNames.size(),
                    ConfusionMatrix.MOST_CLASSES);
        }
    }

    @Override
    public void evaluated(EvalMetrics metrics) {
        metrics.metrics().confusion().ifPresent(confusion -> write(file, classNames, confusion));
    }

    /** Writes one matrix. */
    public static void write(Path file, List<String> classNames, ConfusionMatrix confusion) {
        if (classNames.size() != confusion.classes()) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%d class names for a confusion matrix of %d classes",
                            classNames.size(),
                            confusion.classes()));
        }
        boolean complete = confusion.unpredicted() == 0;
        var lines = new ArrayList<String>();
        lines.add("label," + Csv.line(classNames) + (complete ? "" : "," + NO_PREDICTION));
        for (int label = 0; label < confusion.classes(); label++) {
            int row = label;
            lines.add(
                    Csv.cell(classNames.get(label))
                            + ","
                            + IntStream.range(0, confusion.classes())
                                    .mapToObj(
                                            column -> String.valueOf(confusion.count(row, column)))
                                    .collect(Collectors.joining(","))
                            + (complete ? "" : "," + confusion.unpredicted(label)));
        }
        RowFile.replace(file, lines);
    }
}
