package dev.tornadovim.kernels.op.token;

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
 * Rotary position embedding of a grid (Su et al., "RoFormer", 2021; hustvl/Vim, {@code rope.py}):
 * channels 2j and 2j + 1 of a token are a point of a plane, {@code (a, b)}, which turns by the token's
 * angle: {@code (a cos - b sin, b cos + a sin)}. The gradient turns back.
 *
 * <p>Variant: {@code rotatePairs}, one element a thread; bound by memory on every engine. Held to the
 * reference on the JVM runtime and on OpenCL (PoCL); not measured on CUDA yet.
 */
public final class RotaryEmbedding implements Op {

    private static final float FORTH = 1f;
    private static final float BACK = -1f;

    private final Tensor x;
    private final RotaryAngles angles;
    private final Tensor y;

    private RotaryEmbedding(ProgramBuilder builder, Tensor x, RotaryAngles angles) {
        this.x = x;
        this.angles = angles;
        this.y = builder.activation("rotated", x.shape());
    }

    /**
     * Applies the op.
     *
     * @param x [batch, tokens, channels], contiguous
     * @param angles of as many tokens and channels
     * @return of the shape of {@code x}
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, RotaryAngles angles) {
        Require.rank("rotaryEmbedding", x, 3, "[batch, tokens, channels]");
        Require.contiguous("rotaryEmbedding", x);
        Require.shape("rotaryEmbedding", angles.cosine(), x.shape().inner());
        RotaryEmbedding op = new RotaryEmbedding(builder, x, angles);
        builder.apply(op);
        return op.y;
    }

    @Override
    public String name() {
        return "rotaryEmbedding";
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
        rotate(steps, name(), x, new Target(y, false), FORTH);
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        rotate(steps, name() + ".backward", gradients.of(y), gradients.into(x), BACK);
    }

    private void rotate(Steps steps, String name, Tensor from, Target to, float turn) {
        Tensor cosine = angles.cosine();
        Tensor sine = angles.sine();
        int size = from.size();
        steps.step(name)
                .reads(from, cosine, sine)
                .accumulates(to)
                .cost(Cost.of(3L * size, (to.accumulate() ? 3L : 2L) * size + 2L * cosine.size()))
                .cpu(loops -> RotaryEmbeddingCpu.rotate(loops, from, cosine, sine, turn, to))
                .tornado(
                        tasks ->
                                RotaryEmbeddingLaunch.rotatePairs(
                                        tasks, from, cosine, sine, to, size, cosine.size(), turn))
                .add();
    }
}
