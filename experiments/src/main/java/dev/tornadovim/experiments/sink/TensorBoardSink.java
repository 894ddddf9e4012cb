package dev.tornadovim.experiments.sink;

import dev.tornadovim.pipeline.train.listener.EpochMetrics;
import dev.tornadovim.pipeline.train.listener.EvalMetrics;
import dev.tornadovim.pipeline.train.listener.StepMetrics;
import dev.tornadovim.pipeline.train.listener.TrainingListener;
import dev.tornadovim.pipeline.train.listener.TrainingStart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;

/**
 * Writes event files for {@code tensorboard --logdir runs}. Every start has a file of its own; one
 * that resumes tells TensorBoard to drop what lies behind its first step.
 */
public final class TensorBoardSink implements TrainingListener {
    private final Path folder;
    private final int every;
    private final Clock clock;
    private EventFile events;

    /**
     * @param folder of the event files
     * @param every steps from one point of the curves to the next
     */
    public TensorBoardSink(Path folder, int every) {
        this(folder, every, Clock.systemUTC());
    }

    TensorBoardSink(Path folder, int every, Clock clock) {
        this.folder = folder;
        this.every = every;
        this.clock = clock;
    }

    @Override
    public void started(TrainingStart start) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw RowFile.unwritable(folder, e);
        }
        // TensorBoard reads the files of a folder in the order of their names.
        var name =
                String.format(
                        Locale.ROOT,
                        "events.out.tfevents.%010d.%010d.tornado-vim",
                        clock.millis() / 1000,
                        start.step());
        events = EventFile.create(folder.resolve(name), seconds());
        if (start.step() > 0) {
            events.restart(seconds(), start.step() + 1);
        }
    }

    @Override
    public void step(StepMetrics metrics) {
        if (metrics.step() % every == 0) {
            scalar(metrics.step(), "train/loss", metrics.loss());
            metrics.lossParts()
                    .forEach((name, value) -> scalar(metrics.step(), "train/" + name, value));
            scalar(metrics.step(), "train/learning_rate", metrics.learningRate());
            scalar(metrics.step(), "train/gradient_norm", metrics.gradientNorm());
            scalar(metrics.step(), "speed/images_per_second", metrics.imagesPerSecond());
        }
    }

    @Override
    public void evaluated(EvalMetrics metrics) {
        metrics.metrics()
                .values()
                .forEach(
                        (metric, value) ->
                                scalar(
                                        metrics.step(),
                                        "test/" + metric.name() + "/" + metrics.name(),
                                        value));
    }

    @Override
    public void epoch(EpochMetrics metrics) {
        scalar(metrics.step(), "epoch/loss", metrics.loss());
    }

    private void scalar(long step, String tag, double value) {
        events.scalar(seconds(), step, tag, (float) value);
    }

    private double seconds() {
        return clock.millis() / 1000.0;
    }

    @Override
    public void close() {
        if (events != null) {
            events.close();
        }
    }
}
