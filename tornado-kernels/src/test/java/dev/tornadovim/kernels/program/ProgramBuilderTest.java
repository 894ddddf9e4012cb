package dev.tornadovim.kernels.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.op.direction.DirectionSum;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class ProgramBuilderTest {

    private static final Shape SHAPE = Shape.of(2, 1, 1, 3);
    private final ProgramBuilder builder = new ProgramBuilder(true);
    private final Tensor x = builder.input("x", SHAPE);
    private final Tensor seed = builder.input("seed", Shape.of(1, 1, 3));

    @Test
    void contributionsOfSeveralConsumersAccumulate() {
        builder.differentiate(x);
        Tensor a = builder.stage("a", () -> DirectionSum.apply(builder, x, 1f));
        Tensor b = builder.stage("b", () -> DirectionSum.apply(builder, x, 10f));
        builder.backward(Map.of(a, seed, b, seed));
        assertThat(gradientOfX()).containsExactly(11, 22, 33, 11, 22, 33);
    }

    @Test
    void recomputationGivesTheSameGradient() {
        builder.recompute("twice"::equals).differentiate(x);
        Tensor y =
                builder.checkpointedStage(
                                "twice", () -> List.of(DirectionSum.apply(builder, x, 3f)))
                        .getFirst();
        builder.backward(Map.of(y, seed));
        assertThat(gradientOfX()).containsExactly(3, 6, 9, 3, 6, 9);
    }

    @Test
    void nothingIsAppendedForTensorsNobodyDifferentiatesBy() {
        Tensor y = builder.stage("a", () -> DirectionSum.apply(builder, x, 1f));
        builder.backward(Map.of(y, seed));
        assertThat(builder.build().stages(Phase.BACKWARD)).isEmpty();
    }

    @Test
    void halfAGradientIsAnError() {
        builder.differentiate(x);
        Tensor y =
                builder.stage(
                        "a",
                        () -> {
                            Tensor half = x.select(0).reshape(Shape.of(1, 1, 1, 3));
                            return DirectionSum.apply(builder, half, 1f);
                        });
        builder.backward(Map.of(y, seed));
        assertThatThrownBy(() -> builder.gradient(x))
                .hasMessage("only a part of the gradient reaches x[2, 1, 1, 3]");
    }

    @Test
    void opsOutsideAStageAreRefused() {
        assertThatThrownBy(() -> DirectionSum.apply(builder, x, 1f))
                .hasMessage("directionSum is applied outside a stage");
    }

    @Test
    void namesOfStepsAreUniqueInAStage() {
        builder.stage(
                "a",
                () ->
                        List.of(
                                DirectionSum.apply(builder, x, 1f),
                                DirectionSum.apply(builder, x, 1f)));
        assertThat(builder.build().stages().getFirst().steps())
                .extracting(Step::name)
                .containsExactly("directionSum", "directionSum#2");
    }

    private float[] gradientOfX() {
        Tensor gradient = builder.gradient(x);
        builder.output("dx", gradient);
        x.set(new float[] {1, 1, 1, 1, 1, 1});
        seed.set(new float[] {1, 2, 3});
        try (CpuEngine engine = new CpuEngine(1);
                Execution execution = engine.load(builder.build())) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            return gradient.toArray();
        }
    }
}
