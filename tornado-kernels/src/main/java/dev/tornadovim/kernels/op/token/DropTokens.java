package dev.tornadovim.kernels.op.token;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.op.gather.GatherRowsCpu;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Removes the class tokens that {@link EmbedTokens} has inserted, so that the patches follow each
 * other: dense heads take the patches alone. The gradient of a removed token is zero, and is written
 * as such.
 *
 * @param x [batch, tokens, channels], contiguous
 * @param places what each token holds
 * @param y [batch, patches, channels]
 */
public record DropTokens(Tensor x, TokenPlaces places, Tensor y) implements Op {

    /**
     * Applies the op.
     *
     * @param x [batch, tokens, channels], contiguous
     * @param positions the tokens to leave out, fewer than all
     * @return [batch, tokens - positions, channels]; {@code x} itself without positions
     * @throws IllegalArgumentException where x has another rank or is not contiguous, positions repeat
     *     or lie outside, or no token is left
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, int[] positions) {
        Require.rank("dropTokens", x, 3, "[batch, tokens, channels]");
        Require.contiguous("dropTokens", x);
        Require.tokens("dropTokens", positions, x.dim(1));
        if (positions.length == x.dim(1)) {
            throw new IllegalArgumentException("dropTokens: no token of " + x + " is left");
        }
        if (positions.length == 0) {
            return x;
        }
        Shape shape = Shape.of(x.dim(0), x.dim(1) - positions.length, x.dim(2));
        Tensor y = builder.activation("patches", shape);
        builder.apply(new DropTokens(x, TokenPlaces.of(x.dim(1), positions), y));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of("dropTokens").in(x).out(y);
    }

    @Override
    public void forward(Steps steps) {
        steps.forward(this)
                .reads(places.table())
                .cost(Cost.of(0, 2L * y.size()))
                .cpu(loops -> GatherRowsCpu.gather(loops, x, places.tokens(), Target.write(y)))
                .tornado(
                        tasks ->
                                DropTokensLaunch.forward(
                                        tasks,
                                        x,
                                        places.table(),
                                        y,
                                        x.dim(0),
                                        x.dim(1),
                                        y.dim(1),
                                        x.dim(2)))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        Target dx = gradients.into(x);
        steps.backward(this)
                .reads(dy, places.table())
                .accumulates(dx)
                .cpu(loops -> GatherRowsCpu.gather(loops, dy, places.patches(), dx))
                .tornado(
                        tasks ->
                                DropTokensLaunch.backward(
                                        tasks,
                                        dy,
                                        places.table(),
                                        dx,
                                        x.dim(0),
                                        x.dim(1),
                                        y.dim(1),
                                        x.dim(2)))
                .add();
    }
}
