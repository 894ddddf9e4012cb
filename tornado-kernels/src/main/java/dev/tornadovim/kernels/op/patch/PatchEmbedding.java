package dev.tornadovim.kernels.op.patch;

import dev.tornadovim.kernels.engine.cpu.gemm.Gemm;
import dev.tornadovim.kernels.engine.cpu.gemm.Result;
import dev.tornadovim.kernels.engine.cpu.gemm.Rows;
import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.op.linear.AffineOp;
import dev.tornadovim.kernels.op.linear.LinearTasks;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.program.TornadoTasks;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Images to tokens: a convolution without padding whose outputs are the tokens, in row-major order of
 * the grid (hustvl/Vim, {@code models_mamba.py}, class {@code PatchEmbed}). Along each axis there are
 * {@code floor((size - kernel) / stride) + 1} patches; patches overlap where the stride is smaller
 * than the kernel.
 *
 * <p>It is a linear layer on patches. Variants:
 *
 * <ul>
 *   <li>CPU: the matrix product gathers patches while it packs, so they never exist in memory.
 *   <li>TornadoVM: patches are unfolded to work space first; at kernel 16 the product then does 384
 *       operations for each value unfolded (D = 192).
 *   <li>Gradient of the image: the product gives gradients of patches, and every pixel gathers from
 *       the patches that cover it, in a fixed order.
 * </ul>
 *
 * @param x [batch, channels, height, width], the image
 * @param weight [dim, channels * kernel * kernel]
 * @param bias [dim]
 * @param grid where the patches lie
 * @param y [batch * patches, dim]
 */
public record PatchEmbedding(Tensor x, Tensor weight, Tensor bias, PatchGrid grid, Tensor y)
        implements AffineOp {

    /** Takes the weight and the output as matrices. */
    public PatchEmbedding {
        weight = weight.reshape(Shape.of(weight.dim(0), grid.patchSize()));
        y = y.reshape(Shape.of(grid.tokens(), y.columns()));
    }

    /**
     * Applies the op.
     *
     * @param image [batch, channels, height, width], contiguous
     * @param weight [dim, channels, kernel, kernel], contiguous
     * @param bias [dim]
     * @param stride pixels from one patch to the next
     * @return [batch, patches, dim]
     * @throws IllegalArgumentException where shapes do not match, a tensor is not contiguous, or
     *     images are smaller than a patch
     */
    public static Tensor apply(
            ProgramBuilder builder, Tensor image, Tensor weight, Tensor bias, int stride) {
        if (image.shape().rank() != 4
                || weight.shape().rank() != 4
                || !image.isContiguous()
                || !weight.isContiguous()
                || weight.dim(1) != image.dim(1)
                || weight.dim(2) != weight.dim(3)
                || !bias.shape().equals(Shape.of(weight.dim(0)))) {
            throw new IllegalArgumentException(
                    "patch embedding takes contiguous [batch, channels, height, width], [dim,"
                            + " channels, kernel, kernel] and [dim], got "
                            + image
                            + ", "
                            + weight
                            + " and "
                            + bias);
        }
        PatchGrid grid = PatchGrid.of(image.shape(), weight.dim(2), stride);
        Shape shape = Shape.of(grid.batch(), grid.patches(), weight.dim(0));
        Tensor y = builder.activation("patches", shape);
        builder.apply(new PatchEmbedding(image, weight, bias, grid, y));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of("patchEmbedding").in(x, weight, bias).out(y);
    }

    @Override
    public long productFlops() {
        return 2L * weight.size() * grid.tokens();
    }

    private Tensor unfolded(Steps.Draft step) {
        int size = Require.elements(name(), (long) grid.tokens() * grid.patchSize());
        return step.deviceScratch("unfolded", size)
                .reshape(Shape.of(grid.tokens(), grid.patchSize()));
    }

    @Override
    public void forward(Steps steps) {
        Steps.Draft step = steps.forward(this).flops(productFlops());
        Gemm gemm = Gemm.timesTransposed(grid.tokens(), y.columns(), grid.patchSize());
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        Tensor unfolded = unfolded(step);
        step.cpu(
                        loops ->
                                gemm.run(
                                        loops,
                                        PatchEmbeddingCpu.patches(loops, x, grid),
                                        Rows.of(loops, weight),
                                        Result.write(loops, y, bias),
                                        workspace))
                .tornado(
                        tasks -> {
                            unfold(tasks, unfolded);
                            LinearTasks.forward(tasks, unfolded, weight, bias, y);
                        })
                .add();
    }

    @Override
    public void backwardWeight(Tensor dy, Target dWeight, Steps.Draft step) {
        Gemm gemm = Gemm.transposedTimes(y.columns(), grid.patchSize(), grid.tokens());
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        Tensor unfolded = unfolded(step);
        Tensor partial = LinearTasks.slabs(step, dy, unfolded);
        step.cpu(
                        loops ->
                                gemm.run(
                                        loops,
                                        Rows.of(loops, dy),
                                        PatchEmbeddingCpu.patches(loops, x, grid),
                                        Result.into(loops, dWeight),
                                        workspace))
                .tornado(
                        tasks -> {
                            unfold(tasks, unfolded);
                            LinearTasks.backwardWeight(tasks, dy, unfolded, dWeight, partial);
                        });
    }

    @Override
    public void backwardInput(Tensor dy, Target dx, Steps.Draft step) {
        Gemm gemm = Gemm.times(grid.tokens(), grid.patchSize(), y.columns());
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        Tensor unfolded = unfolded(step);
        Tensor folded = step.cpuScratch("unfoldedCpu", unfolded.size()).reshape(unfolded.shape());
        step.cpu(
                        loops -> {
                            gemm.run(
                                    loops,
                                    Rows.of(loops, dy),
                                    Rows.of(loops, weight),
                                    Result.write(loops, folded, null),
                                    workspace);
                            PatchEmbeddingCpu.fold(loops, folded, dx, grid);
                        })
                .tornado(
                        tasks -> {
                            LinearTasks.backwardInput(tasks, dy, weight, Target.write(unfolded));
                            fold(tasks, unfolded, dx);
                        });
    }

    private void unfold(TornadoTasks tasks, Tensor unfolded) {
        PatchEmbeddingLaunch.unfold(
                tasks,
                x,
                unfolded,
                grid.tokens(),
                grid.channels(),
                grid.height(),
                grid.width(),
                grid.kernel(),
                grid.stride(),
                grid.rows(),
                grid.columns());
    }

    private void fold(TornadoTasks tasks, Tensor unfolded, Target dx) {
        PatchEmbeddingLaunch.fold(
                tasks,
                unfolded,
                dx,
                grid.batch() * grid.channels(),
                grid.channels(),
                grid.height(),
                grid.width(),
                grid.kernel(),
                grid.stride(),
                grid.rows(),
                grid.columns());
    }
}
