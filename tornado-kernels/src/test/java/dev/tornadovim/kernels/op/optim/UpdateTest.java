package dev.tornadovim.kernels.op.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.OnDevice;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;
import dev.tornadovim.kernels.jvm.JvmRuntime;
import dev.tornadovim.kernels.program.ParameterBlock;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Clipping, AdamW and the average over five updates against PyTorch 2.13 in float32: {@code
 * torch.optim.AdamW} with two groups, w of 20 values with decay 0.1 and c of 7 without, {@code
 * clip_grad_norm_} at 5, learning rates 0.01, 0.02, 0.03, 0.02, 0.01, average {@code 0.9 a + 0.1 p}.
 * With {@code seq(a, b)[i] = ((i a + b) mod 17) / 8 - 1}: w starts as seq(5, 3), c as seq(3, 1), and
 * their gradients in update t are t seq(7, t) and t seq(11, t).
 */
class UpdateTest {

    private static final double[] RATES = {0.01, 0.02, 0.03, 0.02, 0.01};
    private static final float[] NORMS = {
        3.3564303f, 6.6332498f, 9.7283411f, 12.6984253f, 15.7742863f
    };
    private static final float[] W = {
        -0.53055471f, -0.06583922f, 0.59329325f, -0.7892707f, -0.33589274f, 0.46002072f,
        0.90683222f, -0.46406397f, 0.1776683f, 0.66073692f, -0.65583247f, -0.21044268f,
        0.58460343f, -0.99498063f, -0.43649381f, 0.33286703f, 0.77956277f, -0.53055471f,
        -0.06583922f, 0.59329325f
    };
    private static final float[] C = {
        -0.78585166f,
        -0.58843881f,
        -0.07094036f,
        0.33939677f,
        0.53710842f,
        1.07818151f,
        -0.71853685f
    };
    private static final float[] AVERAGE_W = {
        -0.59980339f, -0.01600138f, 0.61266416f, -0.85094404f, -0.2728152f, 0.39774475f,
        0.97520536f, -0.49359214f, 0.14223075f, 0.72531193f, -0.72471732f, -0.14772087f,
        0.52254975f, -0.99406505f, -0.3940413f, 0.27253482f, 0.84963804f, -0.59980339f,
        -0.01600138f, 0.61266416f
    };

    /** One block with everything that an update touches. */
    private static final class Updates {
        final ParameterBlock block =
                ParameterBlock.named("layer")
                        .add("w", Shape.of(20), true)
                        .add("c", Shape.of(7), false)
                        .build();
        final ParameterBlock first = block.like("m.");
        final ParameterBlock second = block.like("v.");
        final ParameterBlock average = block.like("ema.");
        final Tensor gradient =
                Tensor.allocated("gradient", block.flat().shape(), Storage.Kind.PARAMETER_GRADIENT);
        final ProgramBuilder builder = new ProgramBuilder(true);
        final Tensor hyper = builder.input("hyper", AdamWHyper.SHAPE);
        final Tensor clip = builder.input("clip", Shape.of(2));
        final Tensor decay = builder.input("decay", Shape.of(1));
        final Tensor norm = builder.activation("norm", Shape.of(1));
        final Tensor scale = builder.activation("scale", Shape.of(1));

        Program program() {
            block.get("w").set(seq(20, 5, 3, 1));
            block.get("c").set(seq(7, 3, 1, 1));
            builder.output("norm", norm);
            builder.output("scale", scale);
            builder.update(
                    "update",
                    steps -> {
                        GradientNorm.append(steps, List.of(gradient), norm, clip, scale);
                        AdamW.append(steps, block, gradient, first, second, hyper, scale);
                        Ema.append(steps, block, average, decay);
                    });
            return builder.build();
        }

        Tensor gradientOf(String name) {
            return block.get(name).in(gradient.storage(), "d " + name);
        }
    }

    static Stream<Supplier<Engine>> engines() {
        return Stream.of(() -> new CpuEngine(1), () -> new CpuEngine(2), UpdateTest::onTheJvm);
    }

    private static Engine onTheJvm() {
        JvmRuntime.install();
        return new TornadoEngine("auto", TornadoOptions.standard());
    }

    @OnDevice
    @Test
    void theDeviceDoesTheSame() {
        Supplier<Engine> device = () -> new TornadoEngine("auto", TornadoOptions.standard());
        fiveUpdatesAreThoseOfPyTorch(device);
        withoutAMaximumTheGradientIsOnlyScaled(device);
        theNormIsOfAllBlocksTogether(device);
        aGradientThatIsNotFiniteIsClearedAndChangesNothing(device);
        aLargeBlockIsClearedWhole(device);
        normsFromTheSmallestToTheLargestAreClippedAsPyTorchDoes(device);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void fiveUpdatesAreThoseOfPyTorch(Supplier<Engine> engines) {
        Updates u = new Updates();
        Program program = u.program();
        u.average.flat().set(u.block.flat().toArray());
        u.clip.set(new float[] {5, 0.5f});
        u.decay.set(new float[] {0.9f});
        AdamWHyper hyper = AdamWHyper.withDecay(0.1);
        try (Engine engine = engines.get();
                Execution execution = engine.load(program)) {
            for (int t = 1; t <= RATES.length; t++) {
                u.gradientOf("w").set(seq(20, 7, t, 2f * t));
                u.gradientOf("c").set(seq(7, 11, t, 2f * t));
                hyper.write(u.hyper, RATES[t - 1], t);
                execution.upload(u.gradient);
                execution.run(Phase.FORWARD);
                execution.run(Phase.UPDATE);
                execution.download(u.norm, u.gradient);
                assertThat(u.norm.toArray()[0]).isCloseTo(NORMS[t - 1], within(1e-5f));
                assertThat(u.gradient.toArray()).containsOnly(0f);
            }
            execution.download(u.block.flat(), u.average.flat());
        }
        assertThat(u.block.get("w").toArray()).containsExactly(W, within(1e-6f));
        assertThat(u.block.get("c").toArray()).containsExactly(C, within(1e-6f));
        assertThat(u.average.get("w").toArray()).containsExactly(AVERAGE_W, within(1e-6f));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void withoutAMaximumTheGradientIsOnlyScaled(Supplier<Engine> engines) {
        Updates u = new Updates();
        Program program = u.program();
        u.clip.set(new float[] {0, 0.25f});
        u.gradientOf("c").set(new float[] {30, 0, 0, 0, 0, 0, 40});
        AdamWHyper.withDecay(0).write(u.hyper, 0, 1);
        try (Engine engine = engines.get();
                Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.UPDATE);
            execution.download(u.norm, u.scale);
        }
        assertThat(u.norm.toArray()).containsExactly(12.5f);
        assertThat(u.scale.toArray()).containsExactly(0.25f);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void theNormIsOfAllBlocksTogether(Supplier<Engine> engines) {
        ProgramBuilder builder = new ProgramBuilder(true);
        List<Tensor> gradients =
                Stream.of(1, 17, 40_000)
                        .map(
                                n ->
                                        Tensor.allocated(
                                                "g", Shape.of(n), Storage.Kind.PARAMETER_GRADIENT))
                        .toList();
        double squares = 0;
        for (Tensor gradient : gradients) {
            float[] values = seq(gradient.size(), 5, 1, 1);
            for (float value : values) {
                squares += value * value;
            }
            gradient.set(values);
        }
        Tensor clip = builder.input("clip", Shape.of(2));
        clip.set(new float[] {1, 1});
        Tensor norm = builder.activation("norm", Shape.of(1));
        Tensor scale = builder.activation("scale", Shape.of(1));
        Map.of("norm", norm, "scale", scale).forEach(builder::output);
        builder.update("clip", s -> GradientNorm.append(s, gradients, norm, clip, scale));
        try (Engine engine = engines.get();
                Execution execution = engine.load(builder.build())) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.UPDATE);
            execution.download(norm, scale);
        }
        double expected = Math.sqrt(squares);
        assertThat((double) norm.toArray()[0]).isCloseTo(expected, within(1e-5 * expected));
        assertThat((double) scale.toArray()[0])
                .isCloseTo(1 / (expected + 1e-6), within(1e-5 / expected));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void aGradientThatIsNotFiniteIsClearedAndChangesNothing(Supplier<Engine> engines) {
        Updates u = new Updates();
        Program program = u.program();
        AdamWHyper.withDecay(0.1).write(u.hyper, 0.01, 1);
        try (Engine engine = engines.get();
                Execution execution = engine.load(program)) {
            u.gradientOf("w").set(seq(20, 7, 1, 1));
            update(u, execution, 5);
            float[] parameters = u.block.flat().toArray();
            float[] first = u.first.flat().toArray();
            float[] second = u.second.flat().toArray();
            assertThat(u.block.get("w").toArray()).isNotEqualTo(seq(20, 5, 3, 1));
            for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -Float.MAX_VALUE}) {
                for (float most : new float[] {0, 5}) {
                    u.gradientOf("w").set(seq(20, 3, 2, 1));
                    u.gradientOf("c").set(new float[] {1, 2, 3, wrong, 4, 5, 6});
                    update(u, execution, most);
                    assertThat(u.norm.toArray()[0]).as("norm").isNotFinite();
                    assertThat(u.scale.toArray()).as("scale").containsExactly(0f);
                    assertThat(u.gradient.toArray()).containsOnly(0f);
                    assertThat(u.block.flat().toArray()).isEqualTo(parameters);
                    assertThat(u.first.flat().toArray()).isEqualTo(first);
                    assertThat(u.second.flat().toArray()).isEqualTo(second);
                }
            }
        }
    }

    /** More elements than one chunk of the CPU form, and than one work-group. */
    @ParameterizedTest
    @MethodSource("engines")
    void aLargeBlockIsClearedWhole(Supplier<Engine> engines) {
        ParameterBlock block =
                ParameterBlock.named("large").add("w", Shape.of(40_000), true).build();
        block.get("w").set(seq(40_000, 5, 3, 1));
        float[] before = block.flat().toArray();
        Tensor gradient =
                Tensor.allocated("gradient", block.flat().shape(), Storage.Kind.PARAMETER_GRADIENT);
        float[] values = seq(gradient.size(), 7, 1, 1);
        values[39_999] = Float.NaN;
        gradient.set(values);
        ProgramBuilder builder = new ProgramBuilder(true);
        Tensor hyper = builder.input("hyper", AdamWHyper.SHAPE);
        AdamWHyper.withDecay(0.1).write(hyper, 0.01, 1);
        Tensor clip = builder.input("clip", Shape.of(2));
        clip.set(new float[] {1, 1});
        Tensor norm = builder.activation("norm", Shape.of(1));
        Tensor scale = builder.activation("scale", Shape.of(1));
        ParameterBlock first = block.like("m.");
        ParameterBlock second = block.like("v.");
        builder.update(
                "update",
                steps -> {
                    GradientNorm.append(steps, List.of(gradient), norm, clip, scale);
                    AdamW.append(steps, block, gradient, first, second, hyper, scale);
                });
        try (Engine engine = engines.get();
                Execution execution = engine.load(builder.build())) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.UPDATE);
            execution.download(gradient, block.flat());
        }
        assertThat(gradient.toArray()).containsOnly(0f);
        assertThat(block.flat().toArray()).isEqualTo(before);
    }

    /** clip_grad_norm_: the factor is at most 1, else largest / (norm + 1e-6). */
    @ParameterizedTest
    @MethodSource("engines")
    void normsFromTheSmallestToTheLargestAreClippedAsPyTorchDoes(Supplier<Engine> engines) {
        Updates u = new Updates();
        Program program = u.program();
        AdamWHyper.withDecay(0).write(u.hyper, 0.01, 1);
        try (Engine engine = engines.get();
                Execution execution = engine.load(program)) {
            for (float size : new float[] {1e-6f, 1e-3f, 0.5f, 1, 3, 1e7f, 1e12f, 1e18f}) {
                u.gradientOf("c").set(new float[] {0, 0, 2 * size, 0, 0, 0, 0});
                float largest = Math.min(1, 0.1f * size);
                update(u, execution, largest);
                double expected = 0.5 * Math.min(1, largest / (size + 1e-6));
                assertThat(u.norm.toArray()[0]).isCloseTo(size, within(1e-5f * size));
                assertThat((double) u.scale.toArray()[0])
                        .as("scale of norm %s", size)
                        .isCloseTo(expected, within(1e-5 * expected));
            }
        }
    }

    /** Runs one update, and brings all that it changes to the host. */
    private static void update(Updates u, Execution execution, float largestNorm) {
        u.clip.set(new float[] {largestNorm, 0.5f});
        execution.upload(u.gradient);
        execution.run(Phase.FORWARD);
        execution.run(Phase.UPDATE);
        execution.download(
                u.norm, u.scale, u.gradient, u.block.flat(), u.first.flat(), u.second.flat());
    }

    @Test
    void refusesHyperParametersOutsideTheirRange() {
        for (double beta : new double[] {1, -0.1, Double.NaN}) {
            assertThatThrownBy(() -> new AdamWHyper(beta, 0.999, 1e-8, 0))
                    .hasMessage("AdamW: beta1 must lie in [0, 1), got " + beta);
            assertThatThrownBy(() -> new AdamWHyper(0.9, beta, 1e-8, 0))
                    .hasMessage("AdamW: beta2 must lie in [0, 1), got " + beta);
        }
        assertThatThrownBy(() -> new AdamWHyper(0.9, 0.999, 0, 0))
                .hasMessage("AdamW: eps must be positive, got 0.0");
        assertThatThrownBy(() -> new AdamWHyper(0.9, 0.999, 1e-8, -0.1))
                .hasMessage("AdamW: weightDecay must not be negative, got -0.1");
        assertThatThrownBy(() -> new AdamWHyper(0, 0, 1e-8, 0).write(new Updates().hyper, 0.01, 0))
                .hasMessage("AdamW: updates are numbered from 1 on, got 0.0");
    }

    private static float[] seq(int length, int a, int b, float factor) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = ((i * a + b) % 17 / 8f - 1) * factor;
        }
        return values;
    }
}
