package dev.tornadovim.kernels.op.drop;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * What drop path and both kinds of dropout share: {@code y = x / keep} for the units that stay, 0 for
 * the others. Of {@code span} successive elements, every {@code channels}-th belong to one unit: the
 * unit of element i is {@code i / span * channels + i % channels}. Forward and backward are the same
 * step.
 *
 * <p>Variants: an element a thread, which draws the bits of its unit again.
 */
final class Drop implements Op {

    private final String name;
    private final Tensor x;
    private final Tensor key;
    private final Tensor y;
    private final int span;
    private final int channels;
    private final float rate;

    private Drop(String name, Tensor x, Tensor key, Tensor y, int span, int channels, float rate) {
        this.name = name;
        this.x = x;
        this.key = key;
        this.y = y;
        this.span = span;
        this.channels = channels;
        this.rate = rate;
    }

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
        builder.apply(new Drop(name, x, key, y, span, channels, rate));
        return y;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(x, key);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public void forward(Steps steps) {
        append(steps, name, x, new Target(y, false));
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        append(steps, name + ".backward", gradients.of(y), gradients.into(x));
    }

    private void append(Steps steps, String stepName, Tensor from, Target target) {
        Tensor to = target.tensor();
        int keepBelow = CounterRandom.keepBelow(rate);
        float scale = (float) (1 / (1.0 - rate));
        steps.step(stepName)
                .reads(from, key)
                .accumulates(target)
                .cost(Cost.of(from.size(), (target.accumulate() ? 3L : 2L) * from.size()))
                .cpu(
                        loops ->
                                DropCpu.drop(
                                        loops, from, key, target, span, channels, keepBelow, scale))
                .tornado(
                        tasks ->
                                DropLaunch.drop(
                                        tasks,
                                        from,
                                        key,
                                        target,
                                        from.size(),
                                        span,
                                        channels,
                                        keepBelow,
                                        scale))
                .add();
    }
}
