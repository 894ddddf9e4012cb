package dev.tornadovim.pipeline.train.listener;

import java.util.List;

/**
 * Hears what a training does. Every method is called on the training thread, in the order: {@link
 * #started}, then for each epoch its {@link #step}s, {@link #evaluated} where due and {@link
 * #epoch}, at last {@link #finished} if all went well, and {@link #close} in any case.
 */
public interface TrainingListener extends AutoCloseable {

    /** Before the first step, also of a resumed training. */
    default void started(TrainingStart start) {}

    /** After each optimizer step. */
    default void step(StepMetrics metrics) {}

    /** After each evaluation. */
    default void evaluated(EvalMetrics metrics) {}

    /** After each epoch and its evaluation. */
    default void epoch(EpochMetrics metrics) {}

    /** After the last epoch of a training that went well. */
    default void finished() {}

    /** Ends the listener, whether the training went well or not. */
    @Override
    default void close() {}

    /** One listener that tells several, in order. Each is closed even if another one fails. */
    static TrainingListener all(List<? extends TrainingListener> listeners) {
        return new CompositeListener(List.copyOf(listeners));
    }
}
