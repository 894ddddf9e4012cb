package dev.tornadovim.kernels.op.direction;

import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * The scaled sum over scan directions: {@code y[b,l,e] = scale * sum_k x[k,b,l,e]}. With two
 * directions and {@code scale = 1/2} it is the mean that Vim takes before its output projection
 * (hustvl/Vim, {@code mamba_simple.py}, flag {@code if_divide_out}). No flip is needed: the reverse
 * scan writes its tokens where they belong.
 *
 * <p>Variants: {@code sum} and {@code spread}, one element a thread; bound by memory on every engine.
 */
public final class DirectionSum implements Op {

    private final Tensor x;
    private final Tensor y;
    private final float scale;

    private DirectionSum(Tensor x, Tensor y, float scale) {
        this.x = x;
        this.y = y;
        this.scale = scale;
    }

    /**
     * Applies the op.
     *
     * @param x [directions, batch, tokens, channels], contiguous
     * @param scale factor of the sum
     * @return [batch, tokens, channels]
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, float scale) {
        if (!x.isContiguous() || x.shape().rank() != 4) {
            throw new IllegalArgumentException(
                    "direction sum takes a contiguous [directions, batch, tokens, channels], got "
                            + x);
        }
        Tensor y = builder.activation("directionSum", x.shape().inner());
        builder.apply(new DirectionSum(x, y, scale));
        return y;
    }

    @Override
    public String name() {
        return "directionSum";
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(x);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public void forward(Steps steps) {
        int directions = x.dim(0);
        int size = y.size();
        steps.step(name())
                .reads(x)
                .writes(y)
                .cost(Cost.of((long) directions * size, (directions + 1L) * size))
                .cpu(loops -> DirectionSumCpu.sum(loops, x, y, scale))
                .tornado(tasks -> DirectionSumLaunch.sum(tasks, x, y, size, directions, scale))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        int directions = x.dim(0);
        int size = y.size();
        Tensor dy = gradients.of(y);
        Target dx = gradients.into(x);
        steps.step(name() + ".backward")
                .reads(dy)
                .accumulates(dx)
                .cost(Cost.of((long) directions * size, (directions + 1L) * size))
                .cpu(loops -> DirectionSumCpu.spread(loops, dy, dx, scale))
                .tornado(tasks -> DirectionSumLaunch.spread(tasks, dy, dx, size, directions, scale))
                .add();
    }
}
