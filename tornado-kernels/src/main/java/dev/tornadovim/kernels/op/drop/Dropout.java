package dev.tornadovim.kernels.op.drop;

import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Dropout: each element is set to 0 with probability {@code rate}, the others are divided by {@code 1
 * - rate} (Srivastava et al., 2014).
 */
public final class Dropout {

    private Dropout() {}

    /**
     * Applies the op; returns {@code x} itself outside training or at rate 0.
     *
     * @param x of any shape, contiguous
     * @param rate probability of an element to be dropped, in [0, 1)
     * @param key input of shape [2], see {@link DropKeys}
     * @return a tensor of the shape of x
     * @throws IllegalArgumentException where the rate is not in [0, 1) or x is not contiguous
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, float rate, Tensor key) {
        return Drop.apply(builder, "dropout", x, 1, 1, rate, key);
    }
}
