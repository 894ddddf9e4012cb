package dev.tornadovim.kernels.op.patch;

import dev.tornadovim.kernels.op.linear.LinearTasks;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

/** The TornadoVM forms of {@link PatchEmbedding}: unfolded patches and the tasks of a linear layer. */
final class PatchEmbeddingTasks {

    private PatchEmbeddingTasks() {}

    static void forward(
            TornadoTasks tasks,
            PatchGrid grid,
            Tensor image,
            Tensor weight,
            Tensor bias,
            Tensor y,
            Tensor patches) {
        unfold(tasks, grid, image, patches);
        LinearTasks.forward(tasks, patches, weight, bias, y);
    }

    static void weightGradient(
            TornadoTasks tasks,
            PatchGrid grid,
            Tensor image,
            Tensor dy,
            Target dWeight,
            Tensor patches,
            Tensor partial) {
        unfold(tasks, grid, image, patches);
        LinearTasks.backwardWeight(tasks, dy, patches, dWeight, partial);
    }

    static void imageGradient(
            TornadoTasks tasks,
            PatchGrid grid,
            Tensor dy,
            Tensor weight,
            Target dImage,
            Tensor patches) {
        LinearTasks.backwardInput(tasks, dy, weight, new Target(patches, false));
        PatchEmbeddingLaunch.fold(
                tasks,
                patches,
                dImage,
                grid.batch() * grid.channels(),
                grid.channels(),
                grid.height(),
                grid.width(),
                grid.kernel(),
                grid.stride(),
                grid.rows(),
                grid.columns());
    }

    private static void unfold(TornadoTasks tasks, PatchGrid grid, Tensor image, Tensor patches) {
        PatchEmbeddingLaunch.unfold(
                tasks,
                image,
                patches,
                grid.tokens(),
                grid.channels(),
                grid.height(),
                grid.width(),
                grid.kernel(),
                grid.stride(),
                grid.rows(),
                grid.columns());
    }
}
