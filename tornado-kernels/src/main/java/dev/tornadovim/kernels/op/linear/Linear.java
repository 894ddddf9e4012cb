package dev.tornadovim.kernels.op.linear;

import dev.tornadovim.kernels.engine.cpu.gemm.Gemm;
import dev.tornadovim.kernels.engine.cpu.gemm.Result;
import dev.tornadovim.kernels.engine.cpu.gemm.Rows;
import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * A linear layer on the innermost dimension: {@code y = x · Wᵀ + b}. Gradients: {@code dx = dy · W},
 * {@code dW = dyᵀ · x}, {@code db = sum of the rows of dy}.
 *
 * <p>Variants:
 *
 * <ul>
 *   <li>CPU: {@link Gemm}, packed panels and a register tile; 74 to 83 % of the ceiling of a core for
 *       the larger projections of Vim-Ti (AMD EPYC Zen 4, figures there). Up to four rows of x it
 *       takes dot products instead, since packing the weight would cost more than the product.
 *   <li>TornadoVM: tiles of 64 x 64 through local memory, 4 x 4 results per work-item; bias and
 *       accumulation are done as the tile is stored. The gradient of the weight sums over all tokens,
 *       so its rows are cut into slabs that fill the device, and added up in a fixed order.
 * </ul>
 *
 * @param x [..., in]; rows may lie apart, as in a range of columns
 * @param weight [out, in], contiguous
 * @param bias [out], or null
 * @param y [..., out]; rows may lie apart
 */
public record Linear(Tensor x, Tensor weight, Tensor bias, Tensor y) implements AffineOp {

    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException where they do not match or the weight is not contiguous
     */
    public Linear {
        int out = weight.dim(0);
        if (!weight.shape().equals(Shape.of(out, x.columns())) || !weight.isContiguous()) {
            throw new IllegalArgumentException(
                    "linear: weight must be a contiguous [out, %d], got %s for x %s"
                            .formatted(x.columns(), weight, x));
        }
        if (bias != null) {
            Require.shape("linear", bias, Shape.of(out));
        }
        Require.shape("linear", y, x.shape().withColumns(out));
    }

    /**
     * Applies the op to a new output.
     *
     * @param x [..., in]; rows may lie apart, as in a range of columns
     * @param weight [out, in], contiguous
     * @param bias [out], or null
     * @return [..., out]
     * @throws IllegalArgumentException where shapes do not match or the weight is not contiguous
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, Tensor weight, Tensor bias) {
        Tensor y = builder.activation("linear", x.shape().withColumns(weight.dim(0)));
        applyInto(builder, x, weight, bias, y);
        return y;
    }

    /**
     * Applies the op to a given output.
     *
     * @param y [..., out]; rows may lie apart
     * @throws IllegalArgumentException where shapes do not match or the weight is not contiguous
     */
    public static void applyInto(
            ProgramBuilder builder, Tensor x, Tensor weight, Tensor bias, Tensor y) {
        builder.apply(new Linear(x, weight, bias, y));
    }

    @Override
    public Operands operands() {
        return Operands.of("linear").in(x, weight, bias).out(y);
    }

    @Override
    public long productFlops() {
        return 2L * x.size() * y.columns();
    }

    @Override
    public void forward(Steps steps) {
        Steps.Draft step = steps.forward(this).flops(productFlops());
        Gemm gemm = Gemm.timesTransposed(x.rows(), y.columns(), x.columns());
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        step.cpu(
                        loops ->
                                gemm.run(
                                        loops,
                                        Rows.of(loops, x),
                                        Rows.of(loops, weight),
                                        Result.write(loops, y, bias),
                                        workspace))
                .tornado(tasks -> LinearTasks.forward(tasks, x, weight, bias, y))
                .add();
    }

    @Override
    public void backwardInput(Tensor dy, Target dx, Steps.Draft step) {
        Gemm gemm = Gemm.times(x.rows(), x.columns(), y.columns());
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        step.cpu(
                        loops ->
                                gemm.run(
                                        loops,
                                        Rows.of(loops, dy),
                                        Rows.of(loops, weight),
                                        Result.into(loops, dx),
                                        workspace))
                .tornado(tasks -> LinearTasks.backwardInput(tasks, dy, weight, dx));
    }

    @Override
    public void backwardWeight(Tensor dy, Target dWeight, Steps.Draft step) {
        Gemm gemm = Gemm.transposedTimes(y.columns(), x.columns(), x.rows());
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        Tensor slabs = LinearTasks.slabs(step, dy, x);
        step.cpu(
                        loops ->
                                gemm.run(
                                        loops,
                                        Rows.of(loops, dy),
                                        Rows.of(loops, x),
                                        Result.into(loops, dWeight),
                                        workspace))
                .tornado(tasks -> LinearTasks.backwardWeight(tasks, dy, x, dWeight, slabs));
    }
}
