package dev.tornadovim.kernels.engine;

import dev.tornadovim.kernels.program.Stage;
import dev.tornadovim.kernels.program.Step;

/** Hears how long each step took. */
@FunctionalInterface
public interface StepListener {

    /** Step {@code step} of {@code stage} took {@code nanos} nanoseconds. */
    void ran(Stage stage, Step step, long nanos);
}
