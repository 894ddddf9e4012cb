package dev.tornadovim.kernels.op.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class LabelCrossEntropyTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(of(2, 1), of(3, 7), of(2000, 11), of(197, 150), of(17, 1000));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(3, 5), of(6, 2));
    }

    @Override
    protected Stream<OpCase> manyRows() {
        return Stream.of(of(70_000, 2));
    }

    /** Labels are uniform in [0, classes]: the last of them is ignored. */
    private static OpCase of(int rows, int classes) {
        return OpCase.of(
                        rows + "x" + classes,
                        new LabelCrossEntropyReference(classes, classes),
                        (builder, in) ->
                                List.of(
                                        LabelCrossEntropy.apply(
                                                builder, in.get(0), in.get(1), classes)))
                .input("logits", -4.0, 4.0, rows, classes)
                .constant("labels", 0, classes + 1, rows)
                .reducing(classes);
    }

    /**
     * Loss and gradient by torch.nn.functional.cross_entropy(ignore_index=255) of PyTorch 2.13 in
     * float64: logits[b, c] = ((7 b² + 3 c³ + 5 c) mod 11) / 2 - 2, labels 3, 255, 4, 1, four rows,
     * five classes.
     */
    @Test
    void agreesWithPyTorch() {
        float[] gradient = {
            0.00286549265f,
            0.156450597f,
            0.00472439868f,
            -0.176882736f,
            0.0128422471f,
            0,
            0,
            0,
            0,
            0,
            0.0439946974f,
            0.00981654389f,
            0.0725349935f,
            0.00981654389f,
            -0.136162779f,
            0.107067623f,
            -0.309443318f,
            0.176524667f,
            0.0238900158f,
            0.00196101192f
        };
        LossRun run = run(1, 3, 255, 4, 1);
        assertThat(run.loss()).isCloseTo(1.30571965f, within(1e-6f));
        assertThat(run.gradient()).containsExactly(gradient, within(1e-7f));
        float[] eightfold = run(8, 3, 255, 4, 1).gradient();
        for (int i = 0; i < 20; i++) {
            assertThat(eightfold[i]).isEqualTo(8 * run.gradient()[i]);
        }
    }

    /** A crop of nothing but the ignored label must not end the training with NaN. */
    @Test
    void allIgnoredGivesZero() {
        LossRun run = run(1, 255, 255, 255, 255);
        assertThat(run.loss()).isZero();
        assertThat(run.gradient()).containsOnly(0f);
    }

    @Test
    void refusesToIgnoreAClass() {
        ProgramBuilder builder = new ProgramBuilder(true);
        Tensor logits = builder.input("logits", Shape.of(2, 2, 5));
        Tensor labels = builder.input("labels", Shape.of(4));
        assertThatThrownBy(() -> LabelCrossEntropy.apply(builder, logits, labels, 4))
                .hasMessage(
                        "labelCrossEntropy: label 4 is to be ignored and is a class of"
                                + " logits[2, 2, 5]");
    }

    private static LossRun run(float seed, float... labels) {
        float[] logits = new float[20];
        for (int i = 0; i < 20; i++) {
            int b = i / 5;
            int c = i % 5;
            logits[i] = (7 * b * b + 3 * c * c * c + 5 * c) % 11 / 2f - 2;
        }
        return LossRun.of(
                Shape.of(2, 2, 5),
                logits,
                seed,
                (builder, z) ->
                        LabelCrossEntropy.apply(
                                builder, z, LossRun.input(builder, "labels", labels), 255));
    }
}
