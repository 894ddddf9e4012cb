package dev.tornadovim.kernels.op.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.op.Reference;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class WeightedLossTest extends OpContract {

    private static final Offset<Float> NEAR = within(1e-6f);

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                crossEntropy(1),
                crossEntropy(3, 17, 5),
                crossEntropy(90_001),
                smooth(1, 1),
                smooth(0.3f, 197, 4),
                smooth(0, 33, 4),
                smooth(0.1f, 90_001));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(crossEntropy(3, 7), smooth(0.7f, 5, 4), smooth(0, 5, 4));
    }

    private static OpCase crossEntropy(int... shape) {
        Reference reference = new SigmoidCrossEntropyReference();
        return with(
                OpCase.of(
                                "cross-entropy " + Shape.of(shape),
                                reference,
                                (builder, in) ->
                                        List.of(
                                                SigmoidCrossEntropy.apply(
                                                        builder, in.get(0), in.get(1), in.get(2),
                                                        in.get(3))))
                        .input("logits", -5.0, 5.0, shape),
                shape);
    }

    private static OpCase smooth(float beta, int... shape) {
        return with(
                OpCase.of(
                                "smooth L1 " + Shape.of(shape) + " beta " + beta,
                                new SmoothL1Reference(beta),
                                (builder, in) ->
                                        List.of(
                                                SmoothL1.apply(
                                                        builder, in.get(0), in.get(1), in.get(2),
                                                        in.get(3), beta)))
                        .input("prediction", -1.0, 2.0, shape),
                shape);
    }

    private static OpCase with(OpCase op, int... shape) {
        return op.constant("target", 0, 1, shape)
                .constant("weights", 0, 2, shape)
                .constant("normaliser", 1, 20, 1);
    }

    /**
     * By torch.nn.functional.binary_cross_entropy_with_logits of PyTorch 2.13 in float64: eight
     * logits ((7 i² + 3 i) mod 11) / 2 - 2, targets (i mod 3) / 2, weights (i mod 4) / 2, the sum
     * over 3.
     */
    @Test
    void crossEntropyAgreesWithPyTorch() {
        LossRun run =
                run(
                        (builder, z, rest) ->
                                SigmoidCrossEntropy.apply(builder, z, rest[0], rest[1], rest[2]));
        float[] gradient = {
            0,
            0.0754290211f,
            -0.272524825f,
            0.365529289f,
            0,
            -0.103743222f,
            0.243686193f,
            -0.158787238f
        };
        assertThat(run.loss()).isCloseTo(2.55767319f, NEAR);
        assertThat(run.gradient()).containsExactly(gradient, NEAR);
    }

    /** As above, by torch.nn.functional.smooth_l1_loss with beta 0.5 and 0. */
    @Test
    void smoothL1AgreesWithPyTorch() {
        float[] gradient = {0, 1 / 6f, -1 / 3f, 0.5f, 0, -1 / 6f, 1 / 3f, -0.5f};
        LossRun smooth =
                run(
                        (builder, p, rest) ->
                                SmoothL1.apply(builder, p, rest[0], rest[1], rest[2], 0.5f));
        assertThat(smooth.loss()).isCloseTo(2.83333333f, NEAR);
        assertThat(smooth.gradient()).containsExactly(gradient, NEAR);
        LossRun plain =
                run((builder, p, rest) -> SmoothL1.apply(builder, p, rest[0], rest[1], rest[2], 0));
        assertThat(plain.loss()).isCloseTo(3.33333333f, NEAR);
        assertThat(plain.gradient()).containsExactly(gradient, NEAR);
    }

    @Test
    void largeLogitsDoNotOverflow() {
        LossRun run =
                LossRun.of(
                        Shape.of(2),
                        new float[] {1e4f, -1e4f},
                        1,
                        (builder, z) ->
                                SigmoidCrossEntropy.apply(
                                        builder,
                                        z,
                                        LossRun.input(builder, "t", 0, 1),
                                        LossRun.input(builder, "w", 1, 1),
                                        LossRun.input(builder, "n", 2)));
        assertThat(run.loss()).isEqualTo(1e4f);
        assertThat(run.gradient()).containsExactly(0.5f, -0.5f);
    }

    @Test
    void refusesOtherSizesAndNegativeBeta() {
        ProgramBuilder builder = new ProgramBuilder(true);
        Tensor p = builder.input("p", Shape.of(4));
        Tensor t = builder.input("t", Shape.of(3));
        Tensor one = builder.input("one", Shape.of(1));
        assertThatThrownBy(() -> SigmoidCrossEntropy.apply(builder, p, t, p, one))
                .hasMessage("sigmoidCrossEntropy: expected t of 4 values, got t[3]");
        assertThatThrownBy(() -> SmoothL1.apply(builder, p, p, p, one, -1))
                .hasMessage("smoothL1: beta must be at least 0, got -1.0");
    }

    private interface Loss {
        Tensor apply(ProgramBuilder builder, Tensor p, Tensor[] rest);
    }

    private static LossRun run(Loss loss) {
        float[] predictions = new float[8];
        float[] targets = new float[8];
        float[] weights = new float[8];
        for (int i = 0; i < 8; i++) {
            predictions[i] = (7 * i * i + 3 * i) % 11 / 2f - 2;
            targets[i] = i % 3 / 2f;
            weights[i] = i % 4 / 2f;
        }
        return LossRun.of(
                Shape.of(2, 4),
                predictions,
                1,
                (builder, p) ->
                        loss.apply(
                                builder,
                                p,
                                new Tensor[] {
                                    LossRun.input(builder, "targets", targets),
                                    LossRun.input(builder, "weights", weights),
                                    LossRun.input(builder, "normaliser", 3)
                                }));
    }
}
