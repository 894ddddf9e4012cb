package dev.tornadovim.kernels.op.linear;

import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

/** The TornadoVM forms of {@link Linear}; the one place that chooses a variant. */
final class LinearTasks {

    private LinearTasks() {}

    static void forward(TornadoTasks tasks, Tensor x, Tensor weight, Tensor bias, Tensor y) {
        tasks.graph()
                .task(
                        tasks.id("forward"),
                        LinearKernels::forward,
                        tasks.array(x),
                        x.offset(),
                        x.rowStride(),
                        tasks.array(weight),
                        weight.offset(),
                        tasks.array(y),
                        y.offset(),
                        y.rowStride(),
                        x.rows(),
                        y.columns(),
                        x.columns());
        if (bias != null) {
            tasks.graph()
                    .task(
                            tasks.id("addBias"),
                            LinearKernels::addBias,
                            tasks.array(bias),
                            bias.offset(),
                            tasks.array(y),
                            y.offset(),
                            y.rowStride(),
                            y.rows(),
                            y.columns());
        }
    }

    static void inputGradient(TornadoTasks tasks, Tensor dy, Tensor weight, Target dx) {
        Tensor to = dx.tensor();
        tasks.graph()
                .task(
                        tasks.id("input"),
                        LinearKernels::inputGradient,
                        tasks.array(dy),
                        dy.offset(),
                        dy.rowStride(),
                        tasks.array(weight),
                        weight.offset(),
                        tasks.array(to),
                        to.offset(),
                        to.rowStride(),
                        dy.rows(),
                        dy.columns(),
                        to.columns(),
                        dx.accumulate() ? 1 : 0);
    }

    static void weightGradient(TornadoTasks tasks, Tensor dy, Tensor x, Target dWeight) {
        Tensor to = dWeight.tensor();
        tasks.graph()
                .task(
                        tasks.id("weight"),
                        LinearKernels::weightGradient,
                        tasks.array(dy),
                        dy.offset(),
                        dy.rowStride(),
                        tasks.array(x),
                        x.offset(),
                        x.rowStride(),
                        tasks.array(to),
                        to.offset(),
                        dy.rows(),
                        dy.columns(),
                        x.columns(),
                        dWeight.accumulate() ? 1 : 0);
    }

    static void biasGradient(TornadoTasks tasks, Tensor dy, Target dBias) {
        Tensor to = dBias.tensor();
        tasks.graph()
                .task(
                        tasks.id("bias"),
                        LinearKernels::biasGradient,
                        tasks.array(dy),
                        dy.offset(),
                        dy.rowStride(),
                        tasks.array(to),
                        to.offset(),
                        dy.rows(),
                        dy.columns(),
                        dBias.accumulate() ? 1 : 0);
    }
}
