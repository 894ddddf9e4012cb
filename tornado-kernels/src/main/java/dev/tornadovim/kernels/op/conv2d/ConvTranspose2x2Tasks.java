package dev.tornadovim.kernels.op.conv2d;

import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

/** The TornadoVM tasks of {@link ConvTranspose2x2} around those of a linear layer. */
final class ConvTranspose2x2Tasks {

    private ConvTranspose2x2Tasks() {}

    static void spread(TornadoTasks tasks, Tensor blocks, Tensor bias, Tensor y) {
        ConvTranspose2x2Launch.spreadBlocks(
                tasks, blocks, bias, y, y.dim(0) * y.dim(1), y.dim(2), y.dim(3));
    }

    static void gather(TornadoTasks tasks, Tensor dy, Tensor blocks) {
        ConvTranspose2x2Launch.gatherBlocks(
                tasks, dy, blocks, dy.dim(0) * dy.dim(1), dy.dim(2), dy.dim(3));
    }

    static void order(TornadoTasks tasks, Tensor weight, Tensor ordered) {
        ConvTranspose2x2Launch.orderWeight(tasks, weight, ordered, weight.dim(0), weight.dim(1));
    }

    static void orderBack(TornadoTasks tasks, Tensor ordered, Target dWeight) {
        Tensor to = dWeight.tensor();
        ConvTranspose2x2Launch.orderGradient(tasks, ordered, dWeight, to.dim(0), to.dim(1));
    }
}
