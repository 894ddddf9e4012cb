package dev.tornadovim.kernels.op.token;

import dev.tornadovim.kernels.op.Require;
import dev.tornadovim.kernels.program.Gradients;
import dev.tornadovim.kernels.program.Gradients.Target;
import dev.tornadovim.kernels.program.Op;
import dev.tornadovim.kernels.program.Operands;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.program.Steps;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Rotary position embedding of a grid (Su et al., "RoFormer", 2021; hustvl/Vim, {@code rope.py}):
 * channels 2j and 2j + 1 of a token are a point of a plane, {@code (a, b)}, which turns by the token's
 * angle: {@code (a cos - b sin, b cos + a sin)}. The backward pass turns by the opposite
 * angle.
 *
 * <p>Variants: one, one thread per element; bound by memory on every engine. Tested against the
 * reference on the JVM runtime and on OpenCL (PoCL); not measured on CUDA yet.
 *
 * @param x [batch, tokens, channels], contiguous
 * @param angles of as many tokens and channels
 * @param y the shape of x
 */
public record RotaryEmbedding(Tensor x, RotaryAngles angles, Tensor y) implements Op {

    /** Direction of the rotation. */
    private static final float FORWARD = 1f;

    private static final float BACKWARD = -1f;

    /**
     * Applies the op.
     *
     * @param x [batch, tokens, channels], contiguous
     * @param angles of as many tokens and channels
     * @return the shape of {@code x}
     * @throws IllegalArgumentException where x has another rank, is not contiguous, or the angles are
     *     those of other sizes
     */
    public static Tensor apply(ProgramBuilder builder, Tensor x, RotaryAngles angles) {
        Require.rank("rotaryEmbedding", x, 3, "[batch, tokens, channels]");
        Require.contiguous("rotaryEmbedding", x);
        Require.shape("rotaryEmbedding", angles.cosine(), x.shape().inner());
        Tensor y = builder.activation("rotated", x.shape());
        builder.apply(new RotaryEmbedding(x, angles, y));
        return y;
    }

    @Override
    public Operands operands() {
        return Operands.of("rotaryEmbedding").in(x).out(y);
    }

    @Override
    public void forward(Steps steps) {
        rotate(steps.step(name()), x, Target.write(y), FORWARD);
    }

    @Override
    public void backward(Gradients gradients, Steps steps) {
        rotate(steps.backward(this), gradients.of(y), gradients.into(x), BACKWARD);
    }

    private void rotate(Steps.Draft step, Tensor from, Target to, float turn) {
        Tensor cosine = angles.cosine();
        Tensor sine = angles.sine();
        int size = x.size();
        step.reads(from, cosine, sine)
                .accumulates(to)
                .flops(3L * size)
                .cpu(loops -> RotaryEmbeddingCpu.rotate(loops, angles, from, turn, to))
                .tornado(
                        tasks ->
                                RotaryEmbeddingLaunch.rotatePairs(
                                        tasks, from, cosine, sine, to, size, cosine.size(), turn))
                .add();
    }
}
