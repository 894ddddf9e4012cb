package dev.tornadovim.kernels.op.token;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Cost;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import java.util.List;

/**
 * Takes the class tokens out of a sequence: what {@link EmbedTokens} has inserted is left out, the
 * patches move together. Dense heads see the patches alone. The gradient of the dropped tokens is
 * zero, and is written as such.
 */
public final class DropTokens implements Op {

    private final Tensor x;
    private final int[] positions;
    private final Tensor y;

    /** Index of the patch that each token of the sequence holds, -1 for a dropped token. */
    private final Tensor patchOf;

    private DropTokens(ProgramBuilder builder, Tensor x, int[] positions) {
        this.x = x;
        this.positions = positions.clone();
        int tokens = x.dim(1);
        y = builder.activation("patches", Shape.of(x.dim(0), tokens - positions.length, x.dim(2)));
        patchOf = Tensor.allocated("patchOf", Shape.of(tokens), Storage.Kind.STATE);
        int[] indices = EmbedTokens.patchIndices(tokens, this.positions);
        float[] values = new float[tokens];
        for (int token = 0; token < tokens; token++) {
            values[token] = indices[token];
        }
        patchOf.set(values);
    }

    /**
     * Applies the op.
     *
     * @param x [batch, tokens, channels], contiguous
     * @param positions the tokens to leave out, fewer than all
     * @return [batch, tokens - positions, channels]; {@code x} itself without positions
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
        DropTokens op = new DropTokens(builder, x, positions);
        builder.apply(op);
        return op.y;
    }

    @Override
    public String name() {
        return "dropTokens";
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
        steps.step(name())
                .reads(x, patchOf)
                .writes(y)
                .cost(Cost.of(0, 2L * y.size()))
                .cpu(loops -> DropTokensCpu.drop(loops, x, positions, y))
                .tornado(
                        tasks ->
                                DropTokensLaunch.drop(
                                        tasks, x, patchOf, y, x.dim(0), x.dim(1), y.dim(1),
                                        x.dim(2)))
                .add();
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        Tensor dy = gradients.of(y);
        Target target = gradients.into(x);
        Tensor dx = target.tensor();
        steps.step(name() + ".backward")
                .reads(dy, patchOf)
                .accumulates(target)
                .cost(Cost.of(0, dy.size() + (target.accumulate() ? 2L : 1L) * dx.size()))
                .cpu(loops -> DropTokensCpu.gradient(loops, dy, positions, target))
                .tornado(
                        tasks ->
                                DropTokensLaunch.gradient(
                                        tasks, dy, patchOf, target, dx.dim(0), dx.dim(1), dy.dim(1),
                                        dx.dim(2)))
                .add();
    }
}
