package dev.tornadovim.kernels.op.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.program.MemoryPlan;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Storage;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

class AttentionTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Arrays.stream(AttentionForm.values())
                .flatMap(
                        form ->
                                Stream.of(
                                        of(form, 1, 1, 1, 1),
                                        of(form, 3, 2, 2, 3),
                                        of(form, 1, 17, 3, 64),
                                        of(form, 3, 67, 2, 20),
                                        of(form, 1, 197, 1, 64)));
    }

    @Override
    protected Stream<OpCase> manyRows() {
        return Arrays.stream(AttentionForm.values()).map(form -> of(form, 35_000, 2, 1, 1));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(AttentionForm.STREAMING, 2, 3, 2, 4));
    }

    private static OpCase of(AttentionForm form, int batch, int tokens, int heads, int headDim) {
        return OpCase.of(
                        form + " " + batch + "x" + tokens + ", " + heads + " heads of " + headDim,
                        new AttentionReference(batch, tokens, heads, headDim),
                        (builder, in) -> List.of(Attention.apply(builder, in.get(0), heads, form)))
                .input("qkv", -2.0, 2.0, batch, tokens, 3 * heads * headDim)
                .reducing(Math.max(tokens, headDim));
    }

    /** Logits of +-200, far beyond where e^x leaves fp32, in rows that grow and shrink. */
    @ParameterizedTest
    @EnumSource
    void largeLogitsStayFinite(AttentionForm form) {
        int tokens = 130;
        float[] qkv = new float[tokens * 3];
        for (int t = 0; t < tokens; t++) {
            qkv[3 * t] = t % 2 == 0 ? 20f : -20f;
            qkv[3 * t + 1] = 10f * t / tokens;
            qkv[3 * t + 2] = t;
        }
        float[] actual = run(form, qkv, tokens, 1, 1, 2).out();
        double[][] expected =
                new AttentionReference(1, tokens, 1, 1).forward(new double[][] {widen(qkv)});
        for (int t = 0; t < tokens; t++) {
            assertThat(actual[t])
                    .as("token %d", t)
                    .isCloseTo((float) expected[0][t], offset(1e-2f));
        }
    }

    @ParameterizedTest
    @EnumSource
    void resultsDoNotDependOnTheNumberOfThreads(AttentionForm form) {
        float[] qkv = random(2 * 150 * 3 * 40);
        Result one = run(form, qkv, 150, 2, 20, 1);
        Result three = run(form, qkv, 150, 2, 20, 3);
        assertThat(three.out()).isEqualTo(one.out());
        assertThat(three.gradient()).isEqualTo(one.gradient());
    }

    @Test
    void formsAgree() {
        float[] qkv = random(400 * 3 * 128);
        Result stored = run(AttentionForm.MATERIALISED, qkv, 400, 2, 64, 2);
        Result streamed = run(AttentionForm.STREAMING, qkv, 400, 2, 64, 2);
        assertThat(streamed.out()).containsExactly(stored.out(), offset(1e-5f));
        assertThat(streamed.gradient()).containsExactly(stored.gradient(), offset(1e-5f));
    }

    @Test
    void memoryOfMaterialisedIsQuadraticAndOfStreamingLinear() {
        for (boolean training : new boolean[] {false, true}) {
            long maps = training ? 3 : 2; // logits and weights, later weights and their gradient
            assertThat(bytes(AttentionForm.MATERIALISED, 512, training))
                    .isGreaterThan((maps - 1) * 2 * 512L * 512 * Float.BYTES);
            assertThat(growth(AttentionForm.MATERIALISED, training)).isBetween(3.5, 4.0);
            assertThat(growth(AttentionForm.STREAMING, training)).isBetween(1.99, 2.01);
        }
    }

    /** Planned bytes at 1024 tokens over those at 512. */
    private static double growth(AttentionForm form, boolean training) {
        return (double) bytes(form, 1024, training) / bytes(form, 512, training);
    }

    private static long bytes(AttentionForm form, int tokens, boolean training) {
        return MemoryPlan.of(program(form, tokens, 2, 16, 1, training), Storage.Kind.CPU_SCRATCH)
                .bytes();
    }

    @Test
    void widthsThatAreNoMultipleOfTheHeadsAreRefused() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor qkv = builder.input("qkv", Shape.of(1, 4, 30));
        assertThatThrownBy(() -> Attention.apply(builder, qkv, 4, AttentionForm.STREAMING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 heads")
                .hasMessageContaining("qkv[1, 4, 30]");
    }

    private static Program program(
            AttentionForm form, int tokens, int heads, int headDim, int batch, boolean training) {
        ProgramBuilder builder = new ProgramBuilder(training);
        Tensor qkv = builder.input("qkv", Shape.of(batch, tokens, 3 * heads * headDim));
        if (training) {
            builder.differentiate(qkv);
        }
        Tensor out = builder.stage("op", () -> Attention.apply(builder, qkv, heads, form));
        builder.output("out", out);
        if (training) {
            builder.backward(Map.of(out, builder.input("seed", out.shape())));
            builder.output("gradient", builder.gradient(qkv));
        }
        return builder.build();
    }

    private record Result(float[] out, float[] gradient) {}

    private static Result run(
            AttentionForm form, float[] qkv, int tokens, int heads, int headDim, int threads) {
        int batch = qkv.length / (tokens * 3 * heads * headDim);
        Program program = program(form, tokens, heads, headDim, batch, true);
        try (var engine = new CpuEngine(threads);
                var execution = engine.load(program)) {
            program.input("qkv").set(qkv);
            program.input("seed").set(random(program.input("seed").size()));
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            return new Result(
                    program.output("out").toArray(), program.output("gradient").toArray());
        }
    }

    private static float[] random(int size) {
        Random random = new Random(7);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
