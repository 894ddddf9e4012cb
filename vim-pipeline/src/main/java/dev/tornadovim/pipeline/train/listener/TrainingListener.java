package dev.tornadovim.pipeline.train.listener;

import java.util.List;

/**
 * Receives the events of a training. Every method is called on the training thread, in the order:
 * {@link #started}, then for each epoch its {@link #step}s, {@link #evaluated} where due and {@link
 * #epoch}, then {@link #finished} after a successful training, and {@link #close} in any case.
 */
public interface TrainingListener extends AutoCloseable {

    /** Called before the first step, in a resumed training too. */
    default void started(TrainingStart start) {}

    /** Called after each optimizer step. */
    default void step(StepMetrics metrics) {}

    /** Called after each evaluation. */
    default void evaluated(EvalMetrics metrics) {}

    /** Called after each epoch and its evaluation. */
    default void epoch(EpochMetrics metrics) {}

    /** Called after the last epoch of a successful training. */
    default void finished() {}

    /** Closes the listener, after success or failure. */
    @Override
    default void close() {}

    /** One listener that forwards to several, in order. Each is closed even if another one fails. */
    static TrainingListener all(List<? extends TrainingListener> listeners) {
        return new CompositeListener(List.copyOf(listeners));
    }
}
