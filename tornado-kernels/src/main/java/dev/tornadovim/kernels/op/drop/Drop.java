package dev.tornadovim.kernels.op.drop;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * The op behind drop path and both kinds of dropout: {@code y = x / keep} for the units that stay, 0
 * for the others. Of {@code span} successive elements, every {@code channels}-th belong to one unit:
 * the unit of element i is {@code i / span * channels + i % channels}. Forward and backward are the
 * same step.
 *
 * <p>Variants: one thread per element, which draws the bits of its unit again.
 *
 * @param name the op's name in profiles
 * @param x any shape, contiguous
 * @param key [2], see {@link DropKeys}
 * @param span successive elements that share their units
 * @param channels units of a span
 * @param rate probability of dropping a unit, in [0, 1)
 * @param y the shape of x
 */
record Drop(String name, Tensor x, Tensor key, int span, int channels, float rate, Tensor y)
        implements Op {

    static Tensor apply(
            ProgramBuilder builder,
            String name,
            Tensor x,
            int span,
            int channels,
            float rate,
            Tensor key) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException(name + ": rate must lie in [0, 1), got " + rate);
        }
        if (!builder.training() || rate == 0) {
            return x;
        }
        Require.contiguous(name, x);
        Require.shape(name, key, DropKeys.SHAPE);
        Tensor y = builder.activation(name, x.shape());
        builder.apply(new Drop(name, x, key, span, channels, rate, y));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of(name).in(x, key).out(y);
    }

    /** Units with fewer random bits stay. */
    int keepBelow() {
        return CounterRandom.keepBelow(rate);
    }

    /** One over the share of units that stay. */
    float scale() {
        return (float) (1 / (1.0 - rate));
    }

    @Override
    public void forward(Steps steps) {
        append(steps.step(name), x, Target.write(y));
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        append(steps.backward(this), gradients.of(y), gradients.into(x));
    }

    private void append(Steps.Draft step, Tensor from, Target to) {
        int size = x.size();
        step.reads(from, key)
                .accumulates(to)
                .flops(size)
                .cpu(loops -> DropCpu.drop(loops, this, from, to))
                .tornado(
                        tasks ->
                                DropLaunch.drop(
                                        tasks,
                                        from,
                                        key,
                                        to,
                                        size,
                                        span,
                                        channels,
                                        keepBelow(),
                                        scale()))
                .add();
    }
}
