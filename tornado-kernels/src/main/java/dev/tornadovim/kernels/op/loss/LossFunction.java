package dev.tornadovim.kernels.op.loss;

import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

import jdk.incubator.vector.FloatVector;

import uk.ac.manchester.tornado.api.WorkerGrid;

/**
 * A loss l of a prediction and its target, for {@link WeightedLoss}.
 *
 * @param name the op's name in profiles
 * @param value l of predictions and targets
 * @param slope the derivative of l by the prediction
 * @param sums the kernel of the forward pass
 * @param backward the kernel of the backward pass
 */
record LossFunction(String name, Values value, Values slope, Sums sums, Backward backward) {

    /** A value per prediction and target, in vectors. */
    @FunctionalInterface
    interface Values {
        /** The values of a vector. */
        FloatVector apply(FloatVector p, FloatVector t);
    }

    /** The launch of a kernel that gives each of {@code groups} groups the sum of what it meets. */
    @FunctionalInterface
    interface Sums {
        /** Appends the task. */
        void launch(
                TornadoTasks tasks,
                WorkerGrid grid,
                Tensor p,
                Tensor t,
                Tensor w,
                Tensor partial,
                int size,
                int groups);
    }

    /** The launch of a kernel that writes or adds the gradient of the prediction. */
    @FunctionalInterface
    interface Backward {
        /** Appends the task. */
        void launch(
                TornadoTasks tasks,
                Tensor p,
                Tensor t,
                Tensor w,
                Tensor normalizer,
                Tensor dLoss,
                Target dp,
                int size);
    }
}
