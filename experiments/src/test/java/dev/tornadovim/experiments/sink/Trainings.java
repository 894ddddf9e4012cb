package dev.tornadovim.experiments.sink;

import dev.tornadovim.pipeline.metric.ConfusionMatrix;
import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.metric.Metrics;
import dev.tornadovim.pipeline.train.listener.EpochMetrics;
import dev.tornadovim.pipeline.train.listener.EvalMetrics;
import dev.tornadovim.pipeline.train.listener.StepMetrics;
import dev.tornadovim.pipeline.train.listener.TrainingListener;
import dev.tornadovim.pipeline.train.listener.TrainingStart;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Plays trainings of three epochs of four steps, eight images each, to a listener. */
final class Trainings {
    static final int STEPS = 4;
    static final int EPOCHS = 3;

    private Trainings() {}

    /** Plays the steps behind {@code from} up to {@code to}; ends well if that is the last. */
    static void play(TrainingListener listener, long from, long to) {
        listener.started(new TrainingStart(from, STEPS, EPOCHS, 8, 12_345));
        for (long step = from + 1; step <= to; step++) {
            int epoch = (int) ((step - 1) / STEPS) + 1;
            listener.step(step(step, epoch));
            if (step % STEPS == 0) {
                var eval = eval(step, epoch);
                listener.evaluated(eval);
                listener.epoch(
                        new EpochMetrics(
                                epoch, step, 2.0 / epoch, 1e-3, 250, 0.5, Optional.of(eval)));
            }
        }
        if (to == STEPS * EPOCHS) {
            listener.finished();
        }
    }

    static StepMetrics step(long step, int epoch) {
        return new StepMetrics(step, epoch, 4.0 / step, Map.of(), 1e-3 * step, 1.5, 256);
    }

    static EvalMetrics eval(long step, int epoch) {
        var confusion = new ConfusionMatrix(2);
        confusion.add(0, 0);
        confusion.add(0, 1);
        confusion.add(1, 1);
        var values = new LinkedHashMap<Metric, Double>();
        values.put(Metric.LOSS, 0.75);
        values.put(Metric.TOP1, 2.0 / 3);
        values.put(Metric.TOP5, 1.0);
        var metrics = new Metrics(Metric.TOP1, values, 3, Optional.of(confusion));
        return new EvalMetrics("model", step, epoch, metrics, 0.25);
    }
}
