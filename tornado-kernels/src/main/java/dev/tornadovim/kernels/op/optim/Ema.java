package dev.tornadovim.kernels.op.optim;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Exponential moving average of the parameters, {@code a = a + (1 - decay) (p - a)} (timm, {@code
 * ModelEma}).
 */
public final class Ema {

    private Ema() {}

    /**
     * Appends the step for one block.
     *
     * @param average a block like {@code parameters}
     * @param decay [1], 0.99996 in Vim's recipe
     * @throws IllegalArgumentException where sizes do not match
     */
    public static void append(
            Steps steps, ParameterBlock parameters, ParameterBlock average, Tensor decay) {
        Tensor p = parameters.flat();
        Tensor a = average.flat();
        Require.size("ema of block " + parameters.name(), a, p.size());
        Require.size("ema", decay, 1);
        steps.step("ema")
                .reads(p, a, decay)
                .writes(a)
                .flops(3L * p.size())
                .cpu(loops -> EmaCpu.average(loops, p, a, decay))
                .tornado(tasks -> EmaLaunch.average(tasks, p, a, decay, p.size()))
                .add();
    }
}
