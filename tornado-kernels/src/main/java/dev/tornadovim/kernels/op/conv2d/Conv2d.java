package dev.tornadovim.kernels.op.conv2d;

import dev.tornadovim.kernels.engine.cpu.gemm.Gemm;
import dev.tornadovim.kernels.engine.cpu.gemm.Result;
import dev.tornadovim.kernels.engine.cpu.gemm.Rows;
import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.op.linear.AffineOp;
import dev.tornadovim.kernels.op.linear.Linear;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * A convolution of feature maps, as {@code torch.nn.Conv2d} with one group and no dilation: {@code
 * y[b, oy, ox, o] = bias[o] + sum over ky, kx, i of x[b, oy s + ky - p, ox s + kx - p, i] w[o, i, ky,
 * kx]}, with zeros outside of the map. A window is a row of a matrix and the convolution a linear
 * layer on {@link Windows}. Variants:
 *
 * <ul>
 *   <li>Kernel 1, stride 1, no padding: {@link Linear} itself.
 *   <li>CPU: the matrix product gathers windows while it packs, so they never exist in memory; a line
 *       of a window is one run of memory, since channels are innermost. At stride 1 the gradient of
 *       the input is such a convolution too, of the gradient of the output with the flipped weight.
 *       At other strides a product gives gradients of windows, and every value of the map gathers
 *       from the windows that cover it, in a fixed order. The gradient of the weight is computed
 *       transposed: rows of windows are many, so they keep all threads busy with few partial sums.
 *       Measured at 3x3, 64 to 64 channels, 8 maps of 64x64 on an AMD EPYC (Zen 4, one thread, shared
 *       with other work): 71 % of the multiply-add ceiling of the same run forward, 72 % for the
 *       gradient of the input, 52 % for that of the weight; products of the same sizes on windows
 *       that were unfolded before reached 65 % and, for the weight, 42 %.
 *   <li>TornadoVM: windows are unfolded to work space, as many maps at a time as fit {@value
 *       #UNFOLDED} values, and the rest is the product of a linear layer. The gradient of the input
 *       folds gradients of windows at every stride.
 * </ul>
 *
 * @param x [batch, height, width, in], contiguous
 * @param weight [out, in, kernel, kernel], contiguous
 * @param bias [out], or null
 * @param windows the windows of x
 * @param unfolded values that are unfolded at a time on a device, at most; one map in any case
 * @param y [batch, outHeight, outWidth, out]
 */
public record Conv2d(Tensor x, Tensor weight, Tensor bias, Windows windows, long unfolded, Tensor y)
        implements AffineOp {

    /** Unfolded values at a time on a device: a quarter of a gigabyte. */
    private static final int UNFOLDED = 1 << 26;

    /**
     * Applies the op.
     *
     * @param x [batch, height, width, in], contiguous
     * @param weight [out, in, kernel, kernel], contiguous
     * @param bias [out], or null
     * @param stride from one window to the next, along both axes
     * @param padding zeros around the map on each side
     * @return [batch, outHeight, outWidth, out] with {@code outHeight = floor((height + 2 padding -
     *     kernel) / stride) + 1}, width alike
     * @throws IllegalArgumentException where shapes do not match, a tensor is not contiguous, or
     *     windows do not fit the map
     */
    public static Tensor apply(
            ProgramBuilder builder, Tensor x, Tensor weight, Tensor bias, int stride, int padding) {
        return apply(builder, x, weight, bias, stride, padding, UNFOLDED);
    }

    /** As above, with another number of unfolded values at a time on a device. */
    static Tensor apply(
            ProgramBuilder builder,
            Tensor x,
            Tensor weight,
            Tensor bias,
            int stride,
            int padding,
            long unfolded) {
        check(x, weight, bias);
        int kernel = weight.dim(2);
        if (kernel == 1 && stride == 1 && padding == 0) {
            Tensor matrix = weight.reshape(Shape.of(weight.dim(0), weight.dim(1)));
            return Linear.apply(builder, x, matrix, bias);
        }
        Windows windows = Windows.of(x.shape(), kernel, stride, padding);
        Shape shape =
                Shape.of(windows.batch(), windows.outHeight(), windows.outWidth(), weight.dim(0));
        Tensor y = builder.activation("conv2d", shape);
        builder.apply(new Conv2d(x, weight, bias, windows, unfolded, y));
        return y;
    }

    private static void check(Tensor x, Tensor weight, Tensor bias) {
        Require.rank("conv2d", x, 4, "[batch, height, width, in]");
        Require.rank("conv2d", weight, 4, "[out, in, kernel, kernel]");
        Require.contiguous("conv2d", x, weight);
        int kernel = weight.dim(2);
        Require.shape("conv2d", weight, Shape.of(weight.dim(0), x.columns(), kernel, kernel));
        if (bias != null) {
            Require.shape("conv2d", bias, Shape.of(weight.dim(0)));
        }
    }

    @Override
    public Operands operands() {
        return Operands.of("conv2d").in(x, weight, bias).out(y);
    }

    @Override
    public long productFlops() {
        return 2 * windows.elements() * y.columns();
    }

    private Conv2dTasks tasks() {
        return Conv2dTasks.of(windows, unfolded);
    }

    @Override
    public void forward(Steps steps) {
        Steps.Draft step = steps.forward(this).flops(productFlops());
        Gemm gemm = Gemm.timesTransposed(windows.count(), y.columns(), windows.size());
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        Conv2dTasks tasks = tasks();
        Tensor windowRows = tasks.unfolded(step);
        Tensor ordered = tasks.ordered(step, weight);
        step.cpu(
                        loops ->
                                gemm.run(
                                        loops,
                                        Conv2dCpu.windows(loops, x, windows),
                                        Conv2dCpu.byTap(loops, weight),
                                        Result.write(loops, y, bias),
                                        workspace))
                .tornado(graph -> tasks.forward(graph, x, weight, bias, y, windowRows, ordered))
                .add();
    }

    @Override
    public void backwardInput(Tensor dy, Target dx, Steps.Draft step) {
        Conv2dTasks tasks = tasks();
        Tensor windowRows = tasks.unfolded(step);
        Tensor ordered = tasks.ordered(step, weight);
        step.tornado(graph -> tasks.backwardInput(graph, dy, weight, dx, windowRows, ordered));
        if (windows.stride() == 1 && windows.padding() < windows.kernel()) {
            convolveBack(dy, dx, step);
        } else {
            foldBack(dy, dx, step);
        }
    }

    private void convolveBack(Tensor dy, Target dx, Steps.Draft step) {
        int kernel = windows.kernel();
        Windows back = Windows.of(dy.shape(), kernel, 1, kernel - 1 - windows.padding());
        Gemm gemm = Gemm.times(back.count(), windows.channels(), back.size());
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        step.cpu(
                loops ->
                        gemm.run(
                                loops,
                                Conv2dCpu.windows(loops, dy, back),
                                Conv2dCpu.flipped(loops, weight),
                                Result.into(loops, dx),
                                workspace));
    }

    private void foldBack(Tensor dy, Target dx, Steps.Draft step) {
        int size = Require.elements(name(), windows.elements());
        Gemm gemm = Gemm.times(windows.count(), windows.size(), y.columns());
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        Tensor folded =
                step.cpuScratch("unfoldedCpu", size)
                        .reshape(Shape.of(windows.count(), windows.size()));
        step.cpu(
                loops -> {
                    gemm.run(
                            loops,
                            Rows.of(loops, dy),
                            Conv2dCpu.byTap(loops, weight),
                            Result.write(loops, folded, null),
                            workspace);
                    Conv2dCpu.fold(loops, folded, dx, windows);
                });
    }

    @Override
    public void backwardWeight(Tensor dy, Target dWeight, Steps.Draft step) {
        Gemm gemm = Gemm.transposedTimes(windows.size(), y.columns(), windows.count());
        Tensor workspace = step.cpuScratch("packed", gemm.workspace());
        Tensor transposed =
                step.cpuScratch("transposed", weight.size())
                        .reshape(Shape.of(windows.size(), y.columns()));
        Conv2dTasks tasks = tasks();
        Tensor windowRows = tasks.unfolded(step);
        Tensor ordered = tasks.ordered(step, weight);
        Tensor slabs = tasks.slabs(step, dy, windowRows);
        step.cpu(
                        loops -> {
                            gemm.run(
                                    loops,
                                    Conv2dCpu.windows(loops, x, windows),
                                    Rows.of(loops, dy),
                                    Result.write(loops, transposed, null),
                                    workspace);
                            Conv2dCpu.orderByChannel(loops, transposed, dWeight);
                        })
                .tornado(
                        graph ->
                                tasks.backwardWeight(
                                        graph, x, dy, dWeight, windowRows, ordered, slabs));
    }
}
