package dev.tornadovim.experiments.bench;

import dev.tornadovim.kernels.engine.cpu.CpuEngine;
import dev.tornadovim.kernels.engine.cpu.Workers;
import dev.tornadovim.kernels.engine.cpu.gemm.GemmBenchmark;
import dev.tornadovim.pipeline.model.VimConfig;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The table of the command {@code bench}: one line a measurement, with its ceiling where it has one. */
public final class Bench {

    private static final int[] TOKENS = {8 * 197, 32 * 197};
    private static final int[] RESOLUTIONS = {224, 512, 1024, 1248};

    private final PrintWriter out;
    private final int threads;
    private final double budgetSeconds;

    /**
     * A bench that prints to {@code out}.
     *
     * @param budgetSeconds time for each measurement of a network, and as much for its warm-up
     */
    public Bench(PrintWriter out, int threads, double budgetSeconds) {
        this.out = out;
        this.threads = threads;
        this.budgetSeconds = budgetSeconds;
    }

    /** Runs all measurements. */
    public void run() {
        products();
        try (CpuEngine engine = new CpuEngine(threads)) {
            line("%nVim-Ti on %s%n", engine.name());
            networks(engine);
            resolutions(engine);
        }
        line("%npeak memory of the process: %s%n", peakMemory());
    }

    private void products() {
        line(
                "%-34s %9s %9s %7s%n",
                "product, " + threads + " threads", "GFLOP/s", "ceiling", "share");
        try (Workers workers = new Workers(threads)) {
            for (int tokens : TOKENS) {
                for (GemmBenchmark.Case product : GemmBenchmark.vimTiny(tokens)) {
                    GemmBenchmark.Measurement m = GemmBenchmark.measure(workers, product);
                    line(
                            "%-34s %9.1f %9.1f %6.0f%%%n",
                            "%s %d x %d x %d"
                                    .formatted(
                                            product.form(), product.m(), product.n(), product.k()),
                            m.gflops(),
                            m.ceiling(),
                            100 * m.gflops() / m.ceiling());
                }
            }
        }
    }

    private void networks(CpuEngine engine) {
        VimConfig config = VimConfig.builder().build();
        for (int batch : new int[] {1, 8}) {
            var m = new ModelBenchmark(engine, config, batch, budgetSeconds).inference();
            line(
                    "inference 224, batch %d: %.1f ms an image, %.1f images/s, planned %.1f MB%n",
                    batch, m.millisPerImage(), 1e3 / m.millisPerImage(), m.plannedBytes() * 1e-6);
        }
        var m = new ModelBenchmark(engine, config, 8, budgetSeconds).trainingStep();
        line(
                "training step 224, batch 8: %.0f ms, %.1f images/s, planned %.0f MB%n",
                1e3 * m.seconds(), m.batch() / m.seconds(), m.plannedBytes() * 1e-6);
        line(
                "selective scan in that step: forward %.2f, backward %.2f G state updates/s%n",
                m.stateUpdates() * 1e-9 / m.scanSeconds(),
                m.stateUpdates() * 1e-9 / m.scanBackwardSeconds());
    }

    private void resolutions(CpuEngine engine) {
        line(
                "%n%-12s %8s %12s %12s %12s%n",
                "inference", "tokens", "ms", "us a token", "planned MB");
        for (int size : RESOLUTIONS) {
            VimConfig config = VimConfig.builder().image(size, size).build();
            var m = new ModelBenchmark(engine, config, 1, budgetSeconds).inference();
            line(
                    "%-12d %8d %12.1f %12.2f %12.1f%n",
                    size,
                    m.tokens(),
                    m.millisPerImage(),
                    m.microsPerToken(),
                    m.plannedBytes() * 1e-6);
        }
    }

    private void line(String format, Object... values) {
        out.printf(Locale.ROOT, format, values);
        out.flush();
    }

    /** What Linux has counted; other systems do not tell a process. */
    private static String peakMemory() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.substring("VmHWM:".length()).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
