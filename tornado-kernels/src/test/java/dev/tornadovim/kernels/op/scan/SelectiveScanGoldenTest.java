package dev.tornadovim.kernels.op.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;
import dev.tornadovim.kernels.engine.tornado.TornadoOptions;
import dev.tornadovim.kernels.golden.GoldenFile;
import dev.tornadovim.kernels.jvm.JvmRuntime;
import dev.tornadovim.kernels.tensor.Tensor;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** Against values of an independent float64 implementation that was checked with the official code. */
class SelectiveScanGoldenTest {

    private static final int BATCH = 2;
    private static final int CHANNELS = 8;
    private static final int STATES = 16;
    private static final int TOKENS = 37;

    private final GoldenFile golden = GoldenFile.kernels();

    @Test
    void cpu() {
        try (Engine engine = new CpuEngine(2)) {
            check(engine, Direction.FORWARD);
            check(engine, Direction.REVERSE);
        }
    }

    @Test
    void tornado() {
        JvmRuntime.install();
        try (Engine engine = new TornadoEngine("auto", TornadoOptions.standard())) {
            check(engine, Direction.FORWARD);
            check(engine, Direction.REVERSE);
        }
    }

    /** The reverse scan sees everything flipped in time. */
    private void check(Engine engine, Direction direction) {
        var scan = new ScanProgram(List.of(direction), BATCH, TOKENS, CHANNELS, STATES);
        Map<String, Tensor> in = scan.inputs();
        in.get("u").set(byToken("scan.u", CHANNELS, direction));
        in.get("delta").set(byToken("scan.dt", CHANNELS, direction));
        in.get("dy").set(byToken("scan.dy", CHANNELS, direction));
        columns(in.get("bc"), 3, byToken("scan.B", STATES, direction), STATES);
        columns(in.get("bc"), 3 + STATES, byToken("scan.C", STATES, direction), STATES);
        columns(in.get("xz"), CHANNELS, byToken("scan.z", CHANNELS, direction), CHANNELS);
        float[] a = golden.get("scan.A");
        float[] aLog = new float[a.length];
        float[] dALog = golden.get("scan.grad.A");
        for (int i = 0; i < a.length; i++) {
            aLog[i] = (float) Math.log(-a[i]);
            dALog[i] *= a[i];
        }
        in.get("A_log0").set(aLog);
        in.get("D0").set(golden.get("scan.D"));
        in.get("bias0").set(golden.get("scan.bias"));
        Map<String, float[]> results = scan.run(engine);
        close(results, "y", byToken("scan.y", CHANNELS, direction));
        close(results, "d u", byToken("scan.grad.u", CHANNELS, direction));
        close(results, "d delta", byToken("scan.grad.dt", CHANNELS, direction));
        close(results, "d z", byToken("scan.grad.z", CHANNELS, direction));
        close(results, "d B", byToken("scan.grad.B", STATES, direction));
        close(results, "d C", byToken("scan.grad.C", STATES, direction));
        close(results, "d A_log0", dALog);
        close(results, "d D0", golden.get("scan.grad.D"));
        close(results, "d bias0", golden.get("scan.grad.bias"));
    }

    /** From [batch, rows, tokens] to [batch, tokens, rows]. */
    private float[] byToken(String name, int rows, Direction direction) {
        float[] from = golden.get(name);
        float[] to = new float[from.length];
        for (int i = 0; i < from.length; i++) {
            int token = i % TOKENS;
            int at = direction == Direction.FORWARD ? token : TOKENS - 1 - token;
            to[(i / TOKENS / rows * TOKENS + at) * rows + i / TOKENS % rows] = from[i];
        }
        return to;
    }

    private static void columns(Tensor tensor, int first, float[] values, int count) {
        float[] all = tensor.toArray();
        for (int i = 0; i < values.length; i++) {
            all[i / count * tensor.columns() + first + i % count] = values[i];
        }
        tensor.set(all);
    }

    private static void close(Map<String, float[]> results, String name, float[] expected) {
        float[] actual = results.get(name);
        assertThat(actual).as(name).hasSameSizeAs(expected);
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
        }
        assertThat(worst / largest).as("relative error of %s", name).isLessThan(1e-5);
    }
}
