package dev.tornadovim.kernels.op.conv2d;

import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

/** The TornadoVM tasks of {@link ConvTranspose2x2} around those of a linear layer. */
final class ConvTranspose2x2Tasks {

    private ConvTranspose2x2Tasks() {}

    static void spread(TornadoTasks tasks, Tensor blocks, Tensor bias, Tensor y) {
        tasks.graph()
                .task(
                        tasks.id("spread", y.size()),
                        ConvTranspose2x2Kernels::spreadBlocks,
                        tasks.array(blocks),
                        tasks.array(bias),
                        bias.offset(),
                        tasks.array(y),
                        y.offset(),
                        y.dim(0) * y.dim(1),
                        y.dim(2),
                        y.dim(3));
    }

    static void gather(TornadoTasks tasks, Tensor dy, Tensor blocks) {
        tasks.graph()
                .task(
                        tasks.id("gather", dy.size()),
                        ConvTranspose2x2Kernels::gatherBlocks,
                        tasks.array(dy),
                        dy.offset(),
                        tasks.array(blocks),
                        dy.dim(0) * dy.dim(1),
                        dy.dim(2),
                        dy.dim(3));
    }

    static void order(TornadoTasks tasks, Tensor weight, Tensor ordered) {
        tasks.graph()
                .task(
                        tasks.id("order", weight.size()),
                        ConvTranspose2x2Kernels::orderWeight,
                        tasks.array(weight),
                        weight.offset(),
                        tasks.array(ordered),
                        weight.dim(0),
                        weight.dim(1));
    }

    static void orderBack(TornadoTasks tasks, Tensor ordered, Target dWeight) {
        Tensor to = dWeight.tensor();
        tasks.graph()
                .task(
                        tasks.id("orderBack", to.size()),
                        ConvTranspose2x2Kernels::orderGradient,
                        tasks.array(ordered),
                        tasks.array(to),
                        to.offset(),
                        to.dim(0),
                        to.dim(1),
                        dWeight.accumulate() ? 1 : 0);
    }
}
