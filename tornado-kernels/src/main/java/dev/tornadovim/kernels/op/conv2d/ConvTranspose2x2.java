package dev.tornadovim.kernels.op.conv2d;

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
 * A transposed convolution of kernel 2 and stride 2, which doubles a map, as {@code
 * torch.nn.ConvTranspose2d(in, out, 2, 2)}: {@code y[b, 2h + i, 2w + j, o] = bias[o] + sum over c of
 * x[b, h, w, c] weight[c, o, i, j]}. Every value of the output has one pixel of the input.
 *
 * <p>A linear layer takes a pixel to its block of 2x2 pixels, then blocks are placed on the map. The
 * backward pass is a convolution of kernel 2 and stride 2: on the CPU it gathers blocks while the
 * product packs them, on a device they are gathered to work space.
 *
 * @param x [batch, height, width, in], contiguous
 * @param weight [in, out, 2, 2], contiguous
 * @param bias [out]
 * @param y [batch, 2 height, 2 width, out]
 */
public record ConvTranspose2x2(Tensor x, Tensor weight, Tensor bias, Tensor y) implements AffineOp {

    private static final String NAME = "convTranspose2x2";

    /**
     * Applies the op.
     *
     * @param x [batch, height, width, in], contiguous
     * @param weight [in, out, 2, 2], contiguous
     * @param bias [out]
     * @return [batch, 2 height, 2 width, out]
     * @throws IllegalArgumentException where shapes do not match or a tensor is not contiguous
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, Tensor weight, Tensor bias) {
        Require.rank(NAME, x, 4, "[batch, height, width, in]");
        Require.rank(NAME, weight, 4, "[in, out, 2, 2]");
        Require.contiguous(NAME, x, weight);
        int out = weight.dim(1);
        Require.shape(NAME, weight, Shape.of(x.columns(), out, 2, 2));
        Require.shape(NAME, bias, Shape.of(out));
        Shape shape = Shape.of(x.dim(0), 2 * x.dim(1), 2 * x.dim(2), out);
        Tensor y = builder.activation(NAME, shape);
        builder.apply(new ConvTranspose2x2(x, weight, bias, y));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of(NAME).in(x, weight, bias).out(y);
    }

    @Override
    public long productFlops() {
        return 2L * y.size() * x.columns();
    }

    /** The blocks of the output. */
    private Windows blocks() {
        return Windows.of(y.shape(), 2, 2, 0);
    }

    /** A tensor of blocks, [pixels, (tap, out)]. */
    private Tensor asBlocks(Tensor scratch) {
        return scratch.reshape(Shape.of(x.rows(), 4 * y.columns()));
    }

    /** Work space for a weight [(tap, out), in] on a device. */
    private Tensor ordered(Steps.Draft step) {
        return step.deviceScratch("ordered", weight.size())
                .reshape(Shape.of(4 * y.columns(), x.columns()));
    }

    @Override
    public void forward(Steps steps) {
        Steps.Draft step = steps.forward(this).flops(productFlops());
        Gemm gemm = Gemm.times(x.rows(), 4 * y.columns(), x.columns());
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        Tensor cpuBlocks = asBlocks(step.cpuScratch("blocks", y.size()));
        Tensor deviceBlocks = asBlocks(step.deviceScratch("deviceBlocks", y.size()));
        Tensor ordered = ordered(step);
        step.cpu(
                        loops -> {
                            gemm.run(
                                    loops,
                                    Rows.of(loops, x),
                                    Conv2dCpu.byTap(loops, weight),
                                    Result.write(loops, cpuBlocks, null),
                                    workspace);
                            ConvTranspose2x2Cpu.placeBlocks(loops, this, cpuBlocks);
                        })
                .tornado(
                        tasks -> {
                            order(tasks, ordered);
                            LinearTasks.forward(tasks, x, ordered, null, deviceBlocks);
                            ConvTranspose2x2Launch.placeBlocks(
                                    tasks,
                                    deviceBlocks,
                                    bias,
                                    y,
                                    y.dim(0) * y.dim(1),
                                    y.dim(2),
                                    y.dim(3));
                        })
                .add();
    }

    @Override
    public void backwardInput(Tensor dy, Target dx, Steps.Draft step) {
        Gemm gemm = Gemm.timesTransposed(x.rows(), x.columns(), 4 * y.columns());
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        Tensor deviceBlocks = asBlocks(step.deviceScratch("deviceBlocks", y.size()));
        Tensor ordered = ordered(step);
        step.cpu(
                        loops ->
                                gemm.run(
                                        loops,
                                        Conv2dCpu.windows(loops, dy, blocks()),
                                        Conv2dCpu.byTap(loops, weight),
                                        Result.into(loops, dx),
                                        workspace))
                .tornado(
                        tasks -> {
                            order(tasks, ordered);
                            gather(tasks, dy, deviceBlocks);
                            LinearTasks.backwardInput(tasks, deviceBlocks, ordered, dx);
                        });
    }

    @Override
    public void backwardWeight(Tensor dy, Target dWeight, Steps.Draft step) {
        Gemm gemm = Gemm.transposedTimes(4 * y.columns(), x.columns(), x.rows());
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        Tensor transposed =
                step.cpuScratch("transposed", weight.size())
                        .reshape(Shape.of(4 * y.columns(), x.columns()));
        Tensor deviceBlocks = asBlocks(step.deviceScratch("deviceBlocks", y.size()));
        Tensor ordered = ordered(step);
        Tensor slabs = LinearTasks.slabs(step, deviceBlocks, x);
        step.cpu(
                        loops -> {
                            gemm.run(
                                    loops,
                                    Conv2dCpu.windows(loops, dy, blocks()),
                                    Rows.of(loops, x),
                                    Result.write(loops, transposed, null),
                                    workspace);
                            Conv2dCpu.orderByChannel(loops, transposed, dWeight);
                        })
                .tornado(
                        tasks -> {
                            gather(tasks, dy, deviceBlocks);
                            LinearTasks.backwardWeight(
                                    tasks, deviceBlocks, x, Target.write(ordered), slabs);
                            ConvTranspose2x2Launch.orderGradient(
                                    tasks, ordered, dWeight, weight.dim(0), weight.dim(1));
                        });
    }

    private void order(TornadoTasks tasks, Tensor ordered) {
        ConvTranspose2x2Launch.orderWeight(tasks, weight, ordered, weight.dim(0), weight.dim(1));
    }

    private void gather(TornadoTasks tasks, Tensor dy, Tensor blocks) {
        ConvTranspose2x2Launch.gatherBlocks(
                tasks, dy, blocks, y.dim(0) * y.dim(1), y.dim(2), y.dim(3));
    }
}
