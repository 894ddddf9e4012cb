package dev.tornadovim.kernels.op;

/**
 * The oracle of an op: plain loops in double that anyone can check against the equation. Arrays are
 * row-major without gaps, in the order of {@link dev.tornadovim.kernels.program.Op#inputs()} and
 * {@link dev.tornadovim.kernels.program.Op#outputs()}.
 */
public interface Reference {

    /** The outputs for these inputs. */
    double[][] forward(double[][] inputs);

    /**
     * The gradient of {@code sum(outputs * outputGradients)} by every input; null for an input that
     * has no gradient.
     */
    double[][] backward(double[][] inputs, double[][] outputGradients);
}
