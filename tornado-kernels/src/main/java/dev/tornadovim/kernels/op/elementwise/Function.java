package dev.tornadovim.kernels.op.elementwise;

import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;

/**
 * A function of one value, for {@link Elementwise}.
 *
 * @param name the op's name in profiles
 * @param forwardFlops operations per value
 * @param backwardFlops operations per value of the backward pass
 * @param keepsOutput whether the backward pass takes y instead of x, so that x can be overwritten
 * @param forward y of x
 * @param backward dx of what is kept and dy
 * @param forwardKernel the kernel of the forward pass
 * @param backwardKernel the kernel of the backward pass
 */
public record Function(
        String name,
        int forwardFlops,
        int backwardFlops,
        boolean keepsOutput,
        Forward forward,
        Backward backward,
        ForwardKernel forwardKernel,
        BackwardKernel backwardKernel) {

    /** y of x, in vectors. */
    @FunctionalInterface
    public interface Forward {
        /** The values of a vector. */
        FloatVector apply(FloatVector x);
    }

    /** dx of what is kept and dy, in vectors. */
    @FunctionalInterface
    public interface Backward {
        /** The gradients of a vector. */
        FloatVector apply(FloatVector kept, FloatVector dy);
    }

    /** The generated launch of {@code forward(x, xOffset, y, size)}. */
    @FunctionalInterface
    public interface ForwardKernel {
        /** Appends the task. */
        void launch(TornadoTasks tasks, Tensor x, Tensor y, int size);
    }

    /** The generated launch of {@code backward(kept, keptOffset, dy, dx, dxOffset, size, accumulate)}. */
    @FunctionalInterface
    public interface BackwardKernel {
        /** Appends the task. */
        void launch(TornadoTasks tasks, Tensor kept, Tensor dy, Target dx, int size);
    }
}
