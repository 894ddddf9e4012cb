package dev.tornadovim.experiments.train;

import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.experiments.sink.ConfusionCsvSink;
import dev.tornadovim.experiments.sink.ConsoleSink;
import dev.tornadovim.experiments.sink.EpochCsvSink;
import dev.tornadovim.experiments.sink.JsonLinesSink;
import dev.tornadovim.experiments.sink.NonFiniteLog;
import dev.tornadovim.experiments.sink.TensorBoardSink;
import dev.tornadovim.pipeline.metric.Metric;
import dev.tornadovim.pipeline.train.listener.TrainingListener;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The listeners that a run's config asks for. */
final class RunListeners {

    private RunListeners() {}

    /**
     * Files of the run folder, and the console.
     *
     * @param metrics of the task's evaluation, in the order of display
     * @param classNames in the order of the labels
     * @param out standard output
     */
    static TrainingListener of(
            RunFolder run, List<Metric> metrics, List<String> classNames, PrintStream out) {
        var log = run.config().log();
        var listeners = new ArrayList<TrainingListener>();
        listeners.add(new JsonLinesSink(run.metrics(), log.every()));
        listeners.add(new EpochCsvSink(run.epochs(), metrics));
        listeners.add(new ConfusionCsvSink(run.confusion(), classNames));
        if (log.tensorboard()) {
            listeners.add(new TensorBoardSink(run.tensorBoard(), log.every()));
        }
        listeners.add(new NonFiniteLog());
        listeners.add(new ConsoleSink(out, log.bar() && ConsoleSink.isTerminal()));
        return TrainingListener.all(listeners);
    }
}
