package dev.tornadovim.kernels.op.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

class LinearTest extends OpContract {

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                of(1, 1, 1, 1, false),
                of(1, 1, 192, 1000, true),
                of(3, 1, 33, 10, true),
                of(1, 2, 12, 384, false),
                of(1, 3, 384, 44, false),
                of(3, 17, 7, 5, true),
                of(1, 197, 192, 768, false),
                of(3, 197, 384, 44, false),
                of(3, 197, 12, 65, true),
                of(1, 730, 96, 192, false),
                of(3, 730, 13, 49, true),
                of(1, 2, 2100, 3, true),
                split(1, 1, 3, 2, 5),
                split(3, 17, 12, 44, 12),
                split(3, 197, 33, 48, 65));
    }

    @Override
    protected Stream<OpCase> manyRows() {
        return Stream.of(of(1, 70_000, 2, 3, true));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(of(1, 3, 5, 4, true), of(2, 2, 3, 1, false), split(2, 3, 3, 2, 4));
    }

    private static OpCase of(int batch, int tokens, int in, int out, boolean bias) {
        String name = batch + "x" + tokens + "x" + in + " to " + out + (bias ? " + bias" : "");
        OpCase linear =
                OpCase.of(
                                name,
                                new LinearReference(in, out, bias),
                                (builder, t) ->
                                        List.of(
                                                Linear.apply(
                                                        builder,
                                                        t.get(0),
                                                        t.get(1),
                                                        bias ? t.get(2) : null)))
                        .input("x", batch, tokens, in)
                        .input("weight", out, in)
                        .reducing(Math.max(Math.max(in, out), batch * tokens));
        return bias ? linear.input("bias", out) : linear;
    }

    /** Two layers that read the halves of the columns of x and write side by side. */
    private static OpCase split(int batch, int tokens, int in, int left, int right) {
        String name = batch + "x" + tokens + "x2*" + in + " to " + left + "|" + right;
        return OpCase.of(
                        name,
                        new SplitReference(in, left, right),
                        (builder, t) -> {
                            Tensor x = t.get(0);
                            Tensor y = builder.activation("y", x.shape().withColumns(left + right));
                            Tensor yLeft = y.columns(0, left);
                            Tensor yRight = y.columns(left, left + right);
                            Linear.applyInto(builder, x.columns(0, in), t.get(1), null, yLeft);
                            Linear.applyInto(
                                    builder, x.columns(in, 2 * in), t.get(2), t.get(3), yRight);
                            return List.of(y);
                        })
                .input("x", batch, tokens, 2 * in)
                .input("left", left, in)
                .input("right", right, in)
                .input("bias", right)
                .reducing(Math.max(left + right, batch * tokens));
    }

    @Test
    void sharedInputAccumulatesBothGradients() {
        ProgramBuilder builder = new ProgramBuilder(true);
        Tensor x = builder.input("x", Shape.of(2, 3));
        Tensor weight = builder.input("weight", Shape.of(3, 3));
        builder.differentiate(x);
        Tensor y =
                builder.stage(
                        "twice",
                        () -> {
                            Tensor all = builder.activation("all", Shape.of(2, 6));
                            Linear.applyInto(builder, x, weight, null, all.columns(0, 3));
                            Linear.applyInto(builder, x, weight, null, all.columns(3, 6));
                            return all;
                        });
        Tensor seed = builder.input("seed", y.shape());
        builder.backward(Map.of(y, seed));
        builder.output("dx", builder.gradient(x));
        Program program = builder.build();
        weight.set(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
        seed.set(new float[] {1, 2, 3, 10, 20, 30, 4, 5, 6, 40, 50, 60});
        try (CpuEngine engine = new CpuEngine(1);
                var execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            assertThat(program.output("dx").toArray()).containsExactly(11, 22, 33, 44, 55, 66);
        }
    }

    @Test
    void bitsDoNotDependOnThreads() {
        float[][] single = run(1);
        for (int threads : new int[] {2, 5}) {
            float[][] several = run(threads);
            for (int i = 0; i < single.length; i++) {
                assertThat(Arrays.mismatch(single[i], several[i])).as("result %d", i).isEqualTo(-1);
            }
        }
    }

    private static float[][] run(int threads) {
        ProgramBuilder builder = new ProgramBuilder(true);
        Tensor x = builder.input("x", Shape.of(3, 197, 192));
        Tensor weight = builder.input("weight", Shape.of(108, 192));
        Tensor bias = builder.input("bias", Shape.of(108));
        List<Tensor> inputs = List.of(x, weight, bias);
        inputs.forEach(builder::differentiate);
        Tensor y = builder.stage("linear", () -> Linear.apply(builder, x, weight, bias));
        Tensor seed = builder.input("seed", y.shape());
        builder.output("y", y);
        builder.backward(Map.of(y, seed));
        for (Tensor input : inputs) {
            builder.output("d " + input.name(), builder.gradient(input));
        }
        Program program = builder.build();
        Random random = new Random(7);
        for (Tensor tensor : List.of(x, weight, bias, seed)) {
            float[] values = new float[tensor.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat() - 0.5f;
            }
            tensor.set(values);
        }
        List<String> names = List.of("y", "d x", "d weight", "d bias");
        try (CpuEngine engine = new CpuEngine(threads);
                var execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
            return names.stream()
                    .map(name -> program.output(name).toArray())
                    .toArray(float[][]::new);
        }
    }

    @Test
    void refusesWeightOfOtherWidth() {
        ProgramBuilder builder = new ProgramBuilder(false);
        Tensor x = builder.input("x", Shape.of(2, 3));
        Tensor weight = builder.input("weight", Shape.of(4, 5));
        assertThatThrownBy(() -> Linear.apply(builder, x, weight, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[out, 3]")
                .hasMessageContaining("weight[4, 5]");
    }
}
