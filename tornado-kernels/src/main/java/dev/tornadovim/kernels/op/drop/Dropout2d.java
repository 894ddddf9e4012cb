package dev.tornadovim.kernels.op.drop;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Dropout of whole channels of a map, as {@code torch.nn.Dropout2d} (Tompson et al., "Efficient Object
 * Localization Using Convolutional Networks", 2015): neighboring positions are alike, so one of them
 * alone would not be missed.
 */
public final class Dropout2d {

    private Dropout2d() {}

    /**
     * Applies the op; returns {@code x} itself outside training or at rate 0.
     *
     * @param x [batch, height, width, channels], contiguous
     * @param rate probability of a channel of a sample to be dropped, in [0, 1)
     * @param key input of shape [2], see {@link DropKeys}
     * @return a tensor of the shape of x
     * @throws IllegalArgumentException where the rate is not in [0, 1), x has another rank or is not contiguous
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, float rate, Tensor key) {
        Require.rank("dropout2d", x, 4, "[batch, height, width, channels]");
        return Drop.apply(builder, "dropout2d", x, x.size() / x.dim(0), x.columns(), rate, key);
    }
}
