package dev.tornadovim.kernels.program;

import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * One differentiable mathematical operation on fixed shapes. An op checks its shapes when it is made,
 * appends its forward steps, and knows how to append the steps of its own gradient: reverse mode is
 * only a walk over the ops in reverse.
 */
public interface Op {

    /** Name and tensors of the op. */
    Operands operands();

    /** Short name used in profiles, such as {@code linear}. */
    default String name() {
        return operands().name();
    }

    /** Tensors the op reads, parameters included. */
    default List<Tensor> inputs() {
        return operands().inputs();
    }

    /** Tensors the op writes. */
    default List<Tensor> outputs() {
        return operands().outputs();
    }

    /** Appends the steps that compute the outputs. */
    void forward(Steps steps);

    /**
     * Appends the steps that turn the gradients of the outputs ({@link Gradients#of}) into
     * contributions to the gradients of the inputs ({@link Gradients#into}).
     */
    void backward(Gradients gradients, Steps steps);
}
