package dev.tornadovim.kernels.program;

/** Parts of a program that are run apart: a training step is all three, evaluation the first. */
public enum Phase {
    /** From the inputs to the outputs and the loss. */
    FORWARD,
    /** From the loss to every gradient; parameter gradients accumulate over runs. */
    BACKWARD,
    /** From gradients to new parameters; clears the gradients. */
    UPDATE
}
