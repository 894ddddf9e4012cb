package dev.tornadovim.kernels.op.conv2d;

import dev.tornadovim.kernels.engine.cpu.gemm.Gemm;
import dev.tornadovim.kernels.engine.cpu.gemm.Result;
import dev.tornadovim.kernels.engine.cpu.gemm.Rows;
import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.op.linear.AffineOp;
import dev.tornadovim.kernels.op.linear.LinearTasks;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * A transposed convolution of kernel 2 and stride 2, which doubles a map, as {@code
 * torch.nn.ConvTranspose2d(in, out, 2, 2)}: {@code y[b, 2h + i, 2w + j, o] = bias[o] + sum over c of
 * x[b, h, w, c] weight[c, o, i, j]}. Every value of the output has one pixel of the input.
 *
 * <p>A linear layer takes a pixel to its block of 2x2 pixels, then blocks are spread over the map.
 * The way back is a convolution of kernel 2 and stride 2: on the CPU it gathers blocks while the
 * product packs them, on a device they are gathered to work space.
 */
public final class ConvTranspose2x2 extends AffineOp {

    private final Windows blocks;
    private final int in;

    private ConvTranspose2x2(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        super(x, weight, bias, y);
        this.blocks = Windows.of(y.shape(), 2, 2, 0);
        this.in = x.columns();
    }

    /**
     * Applies the op.
     *
     * @param x [batch, height, width, in], contiguous
     * @param weight [in, out, 2, 2], contiguous
     * @param bias [out]
     * @return [batch, 2 height, 2 width, out]
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, Tensor weight, Tensor bias) {
        String name = "convTranspose2x2";
        Require.rank(name, x, 4, "[batch, height, width, in]");
        Require.rank(name, weight, 4, "[in, out, 2, 2]");
        Require.contiguous(name, x, weight);
        int out = weight.dim(1);
        Require.shape(name, weight, Shape.of(x.columns(), out, 2, 2));
        Require.shape(name, bias, Shape.of(out));
        Shape shape = Shape.of(x.dim(0), 2 * x.dim(1), 2 * x.dim(2), out);
        Tensor y = builder.activation("convTranspose2x2", shape);
        builder.apply(new ConvTranspose2x2(x, weight, bias, y));
        return y;
    }

    @Override
    public String name() {
        return "convTranspose2x2";
    }

    @Override
    protected Cost cost() {
        return Cost.of(2L * y.size() * in, (long) x.size() + y.size() + weight.size());
    }

    /** A tensor of blocks, [pixels, (tap, out)]. */
    private Tensor asBlocks(Tensor scratch) {
        return scratch.reshape(Shape.of(blocks.count(), blocks.size()));
    }

    /** Work space for a weight [(tap, out), in] on a device. */
    private Tensor ordered(Steps.Draft step) {
        return step.deviceScratch("ordered", weight.size()).reshape(Shape.of(blocks.size(), in));
    }

    @Override
    public void forward(Steps steps) {
        Steps.Draft step = steps.step(name()).reads(x, weight, bias).writes(y).cost(cost());
        Gemm gemm = Gemm.times(blocks.count(), blocks.size(), in);
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
                            ConvTranspose2x2Cpu.spread(loops, cpuBlocks, bias, y);
                        })
                .tornado(
                        tasks -> {
                            ConvTranspose2x2Tasks.order(tasks, weight, ordered);
                            LinearTasks.forward(tasks, x, ordered, null, deviceBlocks);
                            ConvTranspose2x2Tasks.spread(tasks, deviceBlocks, bias, y);
                        })
                .add();
    }

    @Override
    protected void inputGradient(Tensor dy, Target dx, Steps.Draft step) {
        Gemm gemm = Gemm.timesTransposed(blocks.count(), in, blocks.size());
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        Tensor deviceBlocks = asBlocks(step.deviceScratch("deviceBlocks", y.size()));
        Tensor ordered = ordered(step);
        step.cpu(
                        loops ->
                                gemm.run(
                                        loops,
                                        Conv2dCpu.windows(loops, dy, blocks),
                                        Conv2dCpu.byTap(loops, weight),
                                        Result.into(loops, dx),
                                        workspace))
                .tornado(
                        tasks -> {
                            ConvTranspose2x2Tasks.order(tasks, weight, ordered);
                            ConvTranspose2x2Tasks.gather(tasks, dy, deviceBlocks);
                            LinearTasks.inputGradient(tasks, deviceBlocks, ordered, dx);
                        });
    }

    @Override
    protected void weightGradient(Tensor dy, Target dWeight, Steps.Draft step) {
        Gemm gemm = Gemm.transposedTimes(blocks.size(), in, blocks.count());
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        Tensor transposed =
                step.cpuScratch("transposed", weight.size()).reshape(Shape.of(blocks.size(), in));
        Tensor deviceBlocks = asBlocks(step.deviceScratch("deviceBlocks", y.size()));
        Tensor ordered = ordered(step);
        Tensor slabs = LinearTasks.weightGradientWorkspace(step, deviceBlocks, x);
        step.cpu(
                        loops -> {
                            gemm.run(
                                    loops,
                                    Conv2dCpu.windows(loops, dy, blocks),
                                    Rows.of(loops, x),
                                    Result.write(loops, transposed, null),
                                    workspace);
                            Conv2dCpu.weightGradient(loops, transposed, dWeight);
                        })
                .tornado(
                        tasks -> {
                            ConvTranspose2x2Tasks.gather(tasks, dy, deviceBlocks);
                            LinearTasks.weightGradient(
                                    tasks, deviceBlocks, x, new Target(ordered, false), slabs);
                            ConvTranspose2x2Tasks.orderBack(tasks, ordered, dWeight);
                        });
    }
}
