package dev.tornadovim.kernels.op.optim;

import dev.tornadovim.kernels.engine.tornado.Grids;
import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.op.reduce.RowGroups;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * The Euclidean norm of all gradients together and the factor that clips them, as PyTorch's {@code
 * clip_grad_norm_}: {@code norm = s ||g||}, {@code scale = s min(1, maxNorm / (norm + 1e-6))}, where s
 * is a common factor of the gradients such as one over the number of micro-batches. A norm that is
 * not finite gives the scale 0, with which {@link AdamW} skips the update; the host sees it in {@code
 * norm}.
 *
 * <p>Variants: one. Block by block, each work-group adds squares to its partial sum, and one group adds
 * those; the order is fixed.
 */
public final class GradientNorm {

    /** Work-groups, each with a partial sum. */
    private static final int GROUPS = 512;

    private GradientNorm() {}

    /**
     * Appends the step.
     *
     * @param gradients flat gradients of all blocks
     * @param norm [1], gets the norm, before clipping
     * @param clip [2]: the largest norm, or 0 for no clipping, and the common factor s
     * @param scale [1], gets the factor for {@link AdamW}; 0 where the norm is not finite
     * @throws IllegalArgumentException where norm, clip or scale have another size
     */
    public static void append(
            Steps steps, List<Tensor> gradients, Tensor norm, Tensor clip, Tensor scale) {
        Require.size("gradientNorm", norm, 1);
        Require.size("gradientNorm", clip, 2);
        Require.size("gradientNorm", scale, 1);
        long size = gradients.stream().mapToLong(Tensor::size).sum();
        Steps.Draft step = steps.step("gradientNorm");
        Tensor cpuPartial = step.cpuScratch("partial", GradientNormCpu.partials(gradients));
        Tensor partial = step.deviceScratch("partial", groups(gradients));
        gradients.forEach(step::reads);
        step.reads(clip)
                .writes(norm, scale)
                .flops(2 * size)
                .cpu(loops -> GradientNormCpu.norm(loops, gradients, cpuPartial, norm, clip, scale))
                .tornado(tasks -> launch(tasks, gradients, partial, norm, clip, scale))
                .add();
    }

    /** As many as the largest gradient keeps busy, at most {@link #GROUPS}. */
    private static int groups(List<Tensor> gradients) {
        int largest = gradients.stream().mapToInt(Tensor::size).max().orElse(1);
        return Math.min(GROUPS, Math.ceilDiv(largest, RowGroups.SIZE));
    }

    private static void launch(
            TornadoTasks tasks,
            List<Tensor> gradients,
            Tensor partial,
            Tensor norm,
            Tensor clip,
            Tensor scale) {
        int groups = partial.size();
        for (int k = 0; k < gradients.size(); k++) {
            Tensor gradient = gradients.get(k);
            GradientNormLaunch.squares(
                    tasks,
                    Grids.blocks(groups, RowGroups.SIZE),
                    gradient,
                    gradient.size(),
                    new Target(partial, k > 0),
                    groups);
        }
        GradientNormLaunch.finish(
                tasks, Grids.blocks(1, RowGroups.SIZE), partial, groups, clip, norm, scale);
    }
}
