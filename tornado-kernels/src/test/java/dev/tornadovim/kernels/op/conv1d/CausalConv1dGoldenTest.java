package dev.tornadovim.kernels.op.conv1d;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.Execution;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.golden.GoldenFile;
import dev.tornadovim.kernels.op.scan.Direction;
import dev.tornadovim.kernels.program.Phase;
import dev.tornadovim.kernels.program.Program;
import dev.tornadovim.kernels.program.ProgramBuilder;
import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** Against values of an independent float64 implementation that was checked with the official code. */
class CausalConv1dGoldenTest {

    private static final int BATCH = 2;
    private static final int CHANNELS = 8;
    private static final int TOKENS = 37;

    private final GoldenFile golden = GoldenFile.kernels();

    @Test
    void resultAndGradients() {
        ProgramBuilder builder = new ProgramBuilder(true);
        Tensor x = builder.input("x", Shape.of(BATCH, TOKENS, CHANNELS));
        Tensor w = builder.input("w", Shape.of(CHANNELS, 1, 4));
        Tensor b = builder.input("b", Shape.of(CHANNELS));
        List.of(x, w, b).forEach(builder::differentiate);
        var forward = List.of(Direction.FORWARD);
        Tensor u =
                builder.stage(
                        "conv",
                        () -> CausalConv1d.apply(builder, x, forward, List.of(w), List.of(b)));
        Tensor du = builder.input("du", u.shape());
        builder.output("u", u);
        builder.backward(Map.of(u, du));
        List.of(x, w, b).forEach(t -> builder.output("d " + t.name(), builder.gradient(t)));
        Program program = builder.build();
        x.set(byToken("conv.x"));
        w.set(golden.get("conv.w"));
        b.set(golden.get("conv.b"));
        du.set(byToken("conv.dy"));
        try (Engine engine = new CpuEngine(2);
                Execution execution = engine.load(program)) {
            execution.run(Phase.FORWARD);
            execution.run(Phase.BACKWARD);
        }
        close(program.output("u"), byToken("conv.y"));
        close(program.output("d x"), byToken("conv.grad.x"));
        close(program.output("d w"), golden.get("conv.grad.w"));
        close(program.output("d b"), golden.get("conv.grad.b"));
    }

    /** From [batch, channels, tokens] to [batch, tokens, channels]. */
    private float[] byToken(String name) {
        float[] from = golden.get(name);
        float[] to = new float[from.length];
        for (int i = 0; i < from.length; i++) {
            int row = i / TOKENS / CHANNELS * TOKENS + i % TOKENS;
            to[row * CHANNELS + i / TOKENS % CHANNELS] = from[i];
        }
        return to;
    }

    private static void close(Tensor tensor, float[] expected) {
        float[] actual = tensor.toArray();
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
        }
        assertThat(worst / largest).as("relative error of %s", tensor).isLessThan(1e-5);
    }
}
