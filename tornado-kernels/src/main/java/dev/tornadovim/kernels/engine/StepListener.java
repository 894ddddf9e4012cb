package dev.tornadovim.kernels.engine;

import dev.tornadovim.kernels.program.Stage;
import dev.tornadovim.kernels.program.Step;

/** Hears how long each step took. All calls come from the thread that runs the phase. */
@FunctionalInterface
public interface StepListener {

    /** Step {@code step} of {@code stage} took {@code nanos} nanoseconds. */
    void ran(Stage stage, Step step, long nanos);

    /** Hears the same in detail, for timelines, and whatever else took time; in no certain order. */
    default void span(Span span) {
        // Most listeners only want the times of steps.
    }
}
