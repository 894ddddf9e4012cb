package dev.tornadovim.kernels.op.norm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tornadovim.kernels.contract.OpCase;
import dev.tornadovim.kernels.contract.OpContract;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.golden.GoldenFile;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class AddRmsNormTest extends OpContract {

    private static final float EPS = 1e-5f;

    @Override
    protected Stream<OpCase> cases() {
        return Stream.of(
                sum(1, 1, 1),
                sum(3, 17, 7),
                sum(1, 197, 192),
                sum(3, 730, 33),
                first(1, 2, 5),
                first(3, 197, 48));
    }

    @Override
    protected Stream<OpCase> smallCases() {
        return Stream.of(sum(2, 3, 5), first(1, 3, 7));
    }

    /** Output and gradients of the golden file, within 1e-5. */
    @Test
    void agreesWithTheGoldenFile() {
        GoldenFile golden = GoldenFile.kernels();
        ProgramBuilder builder = new ProgramBuilder(true);
        Tensor x = builder.input("x", Shape.of(5, 48));
        Tensor w = builder.input("w", Shape.of(48));
        Tensor dy = builder.input("dy", Shape.of(5, 48));
        x.set(golden.get("norm.x"));
        w.set(golden.get("norm.w"));
        dy.set(golden.get("norm.dy"));
        builder.differentiate(x);
        builder.differentiate(w);
        Tensor y = builder.stage("norm", () -> AddRmsNorm.apply(builder, x, null, w, EPS).normed());
        builder.output("y", y);
        builder.backward(Map.of(y, dy));
        builder.output("dx", builder.gradient(x));
        builder.output("dw", builder.gradient(w));
        Program program = builder.build();
        try (Engine engine = new CpuEngine(2);
                Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
        }
        float[] actual = program.output("y").toArray();
        assertThat(actual).containsExactly(golden.get("norm.y"), within(1e-5f));
        actual = program.output("dx").toArray();
        assertThat(actual).containsExactly(golden.get("norm.grad.x"), within(1e-5f));
        actual = program.output("dw").toArray();
        assertThat(actual).containsExactly(golden.get("norm.grad.w"), within(1e-5f));
    }

    private static OpCase sum(int batch, int tokens, int channels) {
        return OpCase.of(
                        "sum " + batch + "x" + tokens + "x" + channels,
                        new AddRmsNormReference(channels, EPS, true),
                        (builder, in) -> {
                            var out =
                                    AddRmsNorm.apply(builder, in.get(0), in.get(1), in.get(2), EPS);
                            return List.of(out.residual(), out.normed());
                        })
                .input("hidden", batch, tokens, channels)
                .input("residual", batch, tokens, channels)
                .input("weight", 0.5, 1.5, channels)
                .reducing(batch * tokens);
    }

    private static OpCase first(int batch, int tokens, int channels) {
        return OpCase.of(
                        "first " + batch + "x" + tokens + "x" + channels,
                        new AddRmsNormReference(channels, EPS, false),
                        (builder, in) -> {
                            var out = AddRmsNorm.apply(builder, in.get(0), null, in.get(1), EPS);
                            return List.of(out.normed());
                        })
                .input("hidden", batch, tokens, channels)
                .input("weight", 0.5, 1.5, channels)
                .reducing(batch * tokens);
    }
}
