package dev.tornadovim.kernels.op.drop;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Stochastic depth: a branch is left out for a whole sample, {@code y[b] = x[b] / keep floor(keep +
 * U)} with U uniform in [0, 1) (Huang et al., "Deep Networks with Stochastic Depth", 2016; timm,
 * {@code drop_path}).
 */
public final class DropPath {

    private DropPath() {}

    /**
     * Applies the op; returns {@code x} itself outside training or at rate 0.
     *
     * @param x [batch, tokens, channels], contiguous
     * @param rate probability of leaving a sample out, in [0, 1)
     * @param key input of shape [2], see {@link DropKeys}
     * @return a tensor of the shape of x
     * @throws IllegalArgumentException where the rate is not in [0, 1), x has another rank or is not contiguous
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, float rate, Tensor key) {
        Require.rank("dropPath", x, 3, "[batch, tokens, channels]");
        return Drop.apply(builder, "dropPath", x, x.size() / x.dim(0), 1, rate, key);
    }
}
