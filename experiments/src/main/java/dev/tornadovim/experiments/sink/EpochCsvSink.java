package dev.tornadovim.experiments.sink;

import dev.tornadovim.pipeline.train.listener.EpochMetrics;
import dev.tornadovim.pipeline.train.listener.EvalMetrics;
import dev.tornadovim.pipeline.train.listener.TrainingListener;
import dev.tornadovim.pipeline.train.listener.TrainingStart;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Writes {@code epochs.csv}: one row an epoch; the columns of an evaluation may be empty. */
public final class EpochCsvSink implements TrainingListener {
    private static final String HEADER =
            "epoch,step,loss,learning_rate,images_per_second,seconds,test_loss,top1,top5";

    private final Path path;
    private RowFile file;

    /** Writes to {@code path}. */
    public EpochCsvSink(Path path) {
        this.path = path;
    }

    @Override
    public void started(TrainingStart start) {
        boolean fresh = !Files.exists(path);
        file = RowFile.open(path, line -> line.equals(HEADER) || stepOf(line) <= start.step());
        if (fresh) {
            file.write(HEADER);
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
    public void epoch(EpochMetrics metrics) {
        file.write(
                String.join(
                        ",",
                        List.of(
                                String.valueOf(metrics.epoch()),
                                String.valueOf(metrics.step()),
                                String.valueOf(metrics.loss()),
                                String.valueOf(metrics.learningRate()),
                                String.valueOf(metrics.imagesPerSecond()),
                                String.valueOf(metrics.seconds()),
                                eval(metrics, EvalMetrics::loss),
                                eval(metrics, EvalMetrics::top1),
                                eval(metrics, EvalMetrics::top5))));
    }

    private static String eval(EpochMetrics metrics, Function<EvalMetrics, Double> column) {
        return metrics.eval().map(column).map(String::valueOf).orElse("");
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
