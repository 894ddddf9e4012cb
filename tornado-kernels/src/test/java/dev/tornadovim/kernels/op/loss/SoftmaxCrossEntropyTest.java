package dev.tornadovim.kernels.op.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class SoftmaxCrossEntropyTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                hard(1, 1, 0f),
                hard(3, 7, 0f),
                hard(17, 1000, 0.1f),
                soft(1, 2, 0f),
                soft(3, 33, 0.1f),
                soft(17, 1000, 0f));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(hard(2, 5, 0f), hard(3, 4, 0.1f), soft(2, 5, 0f), soft(3, 4, 0.2f));
    }

    /**
     * Loss and gradient of row 1 by torch.nn.functional.cross_entropy of PyTorch 2.13 in float64;
     * logits[b, c] = ((7 b² + 3 c³ + 5 c) mod 11) / 2 - 2, labels 3, 1, 4, 1, four rows, five
     * classes.
     */
    @ParameterizedTest
    @CsvSource({
        "0.0, 1.8605582053, 0.032996023, -0.242637592, 0.054401245, 0.007362408, 0.147877916",
        "0.1, 1.9155582053, 0.027996023, -0.222637592, 0.049401245, 0.002362408, 0.142877916"
    })
    void agreesWithPyTorch(
            float smoothing, double loss, double g0, double g1, double g2, double g3, double g4) {
        float[] gradient = new float[20];
        float actual = run(logits(0), new float[] {3, 1, 4, 1}, smoothing, 1, gradient);
        assertThat(actual).isCloseTo((float) loss, within(1e-6f));
        double[] expected = {g0, g1, g2, g3, g4};
        for (int c = 0; c < 5; c++) {
            assertThat(gradient[5 + c]).isCloseTo((float) expected[c], within(1e-7f));
        }
    }

    /** As above, with targets 0.2 in even rows and (c + 1) / 15 in odd rows. */
    @Test
    void softTargetsAreSmoothedAsInPyTorch() {
        float[] targets = new float[20];
        for (int i = 0; i < 20; i++) {
            targets[i] = i / 5 % 2 == 0 ? 0.2f : (i % 5 + 1) / 15f;
        }
        float[] gradient = new float[20];
        assertThat(run(logits(0), targets, 0.1f, 1, gradient)).isCloseTo(2.4855582f, within(1e-6f));
        assertThat(gradient[5]).isCloseTo(0.012996023f, within(1e-7f));
        assertThat(gradient[8]).isCloseTo(-0.057637592f, within(1e-7f));
    }

    @Test
    void largeLogitsDoNotOverflow() {
        float[] gradient = new float[20];
        float shifted = run(logits(1e4f), new float[] {3, 1, 4, 1}, 0f, 1, gradient);
        assertThat(shifted).isCloseTo(1.8605582f, within(1e-5f));
    }

    @Test
    void theSeedScalesTheGradient() {
        float[] once = new float[20];
        float[] scaled = new float[20];
        run(logits(0), new float[] {3, 1, 4, 1}, 0.1f, 1, once);
        run(logits(0), new float[] {3, 1, 4, 1}, 0.1f, 1024, scaled);
        for (int i = 0; i < 20; i++) {
            assertThat(scaled[i]).isEqualTo(1024 * once[i]);
        }
    }

    @Test
    void refusesTargetsOfAnotherBatch() {
        ProgramBuilder builder = new ProgramBuilder(true);
        Tensor logits = builder.input("logits", Shape.of(4, 5));
        Tensor targets = builder.input("targets", Shape.of(3));
        assertThatThrownBy(() -> SoftmaxCrossEntropy.apply(builder, logits, targets, 0f))
                .hasMessage(
                        "softmaxCrossEntropy: expected targets of shape [4, 5] or [4], got"
                                + " targets[3]");
    }

    private static float[] logits(float shift) {
        float[] logits = new float[20];
        for (int i = 0; i < 20; i++) {
            int b = i / 5;
            int c = i % 5;
            logits[i] = (7 * b * b + 3 * c * c * c + 5 * c) % 11 / 2f - 2 + shift;
        }
        return logits;
    }

    private static float run(
            float[] logits, float[] targets, float smoothing, float seed, float[] gradient) {
        ProgramBuilder builder = new ProgramBuilder(true);
        Tensor z = builder.input("logits", Shape.of(4, 5));
        z.set(logits);
        boolean hard = targets.length == 4;
        Tensor t = builder.input("targets", hard ? Shape.of(4) : Shape.of(4, 5));
        t.set(targets);
        builder.differentiate(z);
        Tensor loss =
                builder.stage("loss", () -> SoftmaxCrossEntropy.apply(builder, z, t, smoothing));
        builder.output("loss", loss);
        Tensor dLoss = builder.input("seed", Shape.of(1));
        dLoss.set(new float[] {seed});
        builder.backward(Map.of(loss, dLoss));
        builder.output("gradient", builder.gradient(z));
        var program = builder.build();
        try (Engine engine = new CpuEngine(1);
                Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            float[] values = program.output("gradient").toArray();
            System.arraycopy(values, 0, gradient, 0, values.length);
            return program.output("loss").toArray()[0];
        }
    }

    private static OpCase hard(int batch, int classes, float smoothing) {
        return OpCase.of(
                        "hard " + batch + "x" + classes + " smoothing " + smoothing,
                        new SoftmaxCrossEntropyReference(batch, classes, false, smoothing),
                        (builder, in) -> apply(builder, in, smoothing))
                .input("logits", -4.0, 4.0, batch, classes)
                .constant("targets", 0, classes, batch)
                .reducing(classes);
    }

    private static OpCase soft(int batch, int classes, float smoothing) {
        return OpCase.of(
                        "soft " + batch + "x" + classes + " smoothing " + smoothing,
                        new SoftmaxCrossEntropyReference(batch, classes, true, smoothing),
                        (builder, in) -> apply(builder, in, smoothing))
                .input("logits", -4.0, 4.0, batch, classes)
                .constant("targets", 0, 2. / classes, batch, classes)
                .reducing(classes);
    }

    private static List<Tensor> apply(ProgramBuilder builder, List<Tensor> in, float smoothing) {
        return List.of(SoftmaxCrossEntropy.apply(builder, in.get(0), in.get(1), smoothing));
    }
}
