package dev.tornadovim.kernels.op.linear;

import dev.tornadovim.kernels.engine.cpu.gemm.Gemm;
import dev.tornadovim.kernels.engine.cpu.gemm.Result;
import dev.tornadovim.kernels.engine.cpu.gemm.Rows;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients.Target;
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
 *   <li>TornadoVM: tiles of 64 x 64 through local memory, 4 x 4 results a work-item; bias and
 *       accumulation are done as the tile is stored. The gradient of the weight sums over all tokens,
 *       so its rows are cut into slabs that fill the device, and added up in a fixed order.
 * </ul>
 */
public final class Linear extends AffineOp {

    private final int rows;
    private final int in;
    private final int out;

    private Linear(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        super(x, weight, bias, y);
        this.rows = x.rows();
        this.in = x.columns();
        this.out = weight.dim(0);
        require(
                weight.shape().equals(Shape.of(out, in)) && weight.isContiguous(),
                "weight must be a contiguous [out, " + in + "]");
        require(
                bias == null || bias.shape().equals(Shape.of(out)),
                "bias must have one value for each output");
        require(
                y.shape().equals(x.shape().withColumns(out)),
                "output must be " + x.shape().withColumns(out));
    }

    private void require(boolean condition, String expectation) {
        if (!condition) {
            throw new IllegalArgumentException(
                    "linear: "
                            + expectation
                            + ", got x "
                            + x
                            + ", weight "
                            + weight
                            + ", bias "
                            + bias
                            + ", output "
                            + y);
        }
    }

    /**
     * Applies the op to a new output.
     *
     * @param x [..., in]; rows may lie apart, as in a range of columns
     * @param weight [out, in], contiguous
     * @param bias [out], or null
     * @return [..., out]
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, Tensor weight, Tensor bias) {
        Tensor y = builder.activation("linear", x.shape().withColumns(weight.dim(0)));
        applyInto(builder, x, weight, bias, y);
        return y;
    }

    /** Applies the op to a given output [..., out], whose rows may lie apart. */
    public static void applyInto(
            ProgramBuilder builder, Tensor x, Tensor weight, Tensor bias, Tensor y) {
        builder.apply(new Linear(x, weight, bias, y));
    }

    @Override
    public String name() {
        return "linear";
    }

    @Override
    protected Cost cost() {
        return Cost.of(
                2L * rows * in * out, (long) rows * in + (long) rows * out + (long) in * out);
    }

    @Override
    public void forward(Steps steps) {
        Steps.Draft step = steps.step(name()).reads(x, weight, bias).writes(y).cost(cost());
        Gemm gemm = Gemm.timesTransposed(rows, out, in);
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
    protected void inputGradient(Tensor dy, Target dx, Steps.Draft step) {
        Gemm gemm = Gemm.times(rows, in, out);
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        step.cpu(
                        loops ->
                                gemm.run(
                                        loops,
                                        Rows.of(loops, dy),
                                        Rows.of(loops, weight),
                                        Result.into(loops, dx),
                                        workspace))
                .tornado(tasks -> LinearTasks.inputGradient(tasks, dy, weight, dx));
    }

    @Override
    protected void weightGradient(Tensor dy, Target dWeight, Steps.Draft step) {
        Gemm gemm = Gemm.transposedTimes(out, in, rows);
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        Tensor slabs = LinearTasks.weightGradientWorkspace(step, dy, x);
        step.cpu(
                        loops ->
                                gemm.run(
                                        loops,
                                        Rows.of(loops, dy),
                                        Rows.of(loops, x),
                                        Result.into(loops, dWeight),
                                        workspace))
                .tornado(tasks -> LinearTasks.weightGradient(tasks, dy, x, dWeight, slabs));
    }
}
