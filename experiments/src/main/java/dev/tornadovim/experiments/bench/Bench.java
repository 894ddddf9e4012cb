package dev.tornadovim.experiments.bench;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.Workers;
import dev.tornadovim.kernels.engine.cpu.gemm.FmaPeak;
import dev.tornadovim.kernels.engine.cpu.gemm.GemmBenchmark;
import dev.tornadovim.kernels.op.scan.ScanBenchmark;
import dev.tornadovim.pipeline.model.VimConfig;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The tables of the command {@code bench}. On the CPU each line has the multiply-add ceiling of the
 * same threads, measured right before and after it, and the share of it that was reached.
 */
public final class Bench {

    private static final int[] TOKENS = {8 * 197, 32 * 197};
    private static final int[] RESOLUTIONS = {224, 512, 1024, 1248};

    /** From here on the time of a token should not depend on the size of the image. */
    private static final int FLAT_FROM = 512;

    private static final int SCAN_RUNS = 200;
    private static final int CEILING_TRIES = 10;

    private final PrintWriter out;
    private final double budgetSeconds;

    /**
     * A bench that prints to {@code out}.
     *
     * @param budgetSeconds time for each measurement of a network, and as much for its warm-up
     */
    public Bench(PrintWriter out, double budgetSeconds) {
        this.out = out;
        this.budgetSeconds = budgetSeconds;
    }

    /** Measures products, scans and networks with some threads. */
    public void cpu(Engine engine, int threads) {
        try (Workers workers = new Workers(threads)) {
            products(workers);
            line("%nVim-Ti on %s%n", engine.name());
            header("network");
            scans(engine, workers);
            networks(engine, workers);
            line("%n");
            header("inference, batch 1");
            resolutions(engine, workers);
        }
        line("%npeak memory of the process: %s%n", peakMemory());
    }

    private void header(String what) {
        line(
                "%-34s %12s %9s %9s %7s %12s%n",
                what, "", "GFLOP/s", "ceiling", "share", "planned MB");
    }

    private void products(Workers workers) {
        line(
                "%-34s %12s %9s %9s %7s%n",
                "product, " + workers.size() + " threads", "", "GFLOP/s", "ceiling", "share");
        for (int tokens : TOKENS) {
            for (GemmBenchmark.Case product : GemmBenchmark.vimTiny(tokens)) {
                GemmBenchmark.Measurement m = GemmBenchmark.measure(workers, product);
                String name =
                        "%s %d x %d x %d"
                                .formatted(product.form(), product.m(), product.n(), product.k());
                row(name, "", m.gflops(), m.ceiling(), "");
            }
        }
    }

    private void scans(Engine engine, Workers workers) {
        double ceiling = ceiling(workers);
        ScanBenchmark.Result m = ScanBenchmark.vimTiny224().run(engine, SCAN_RUNS, SCAN_RUNS);
        ceiling = Math.max(ceiling, ceiling(workers));
        String rate = "%.2f G/s";
        row(
                "scan forward, state updates",
                format(rate, m.forwardRate() * 1e-9),
                m.forwardFlopRate() * 1e-9,
                ceiling,
                "");
        row(
                "scan backward, state updates",
                format(rate, m.backwardRate() * 1e-9),
                m.backwardFlopRate() * 1e-9,
                ceiling,
                "");
    }

    private void networks(Engine engine, Workers workers) {
        VimConfig config = VimConfig.builder().build();
        for (int batch : new int[] {1, 8}) {
            try (var m = ModelBenchmark.inference(engine, config, batch)) {
                timed("inference 224, batch " + batch, m, workers);
            }
        }
        try (var m = ModelBenchmark.trainingStep(engine, config, 8)) {
            timed("training step 224, batch 8", m, workers);
        }
    }

    private void timed(String name, ModelBenchmark m, Workers workers) {
        m.warmUp(budgetSeconds);
        double ceiling = ceiling(workers);
        m.run(budgetSeconds);
        ceiling = Math.max(ceiling, ceiling(workers));
        network(name, m, ceiling);
    }

    private void network(String name, ModelBenchmark m, double ceiling) {
        row(
                name,
                format("%.1f ms/img", m.millisPerImage()),
                m.gflops(),
                ceiling,
                format("%12.1f", m.plannedMegabytes()));
    }

    /**
     * All sizes by turns: were they measured one after the other, what else the machine does would
     * show as a difference between sizes.
     */
    private void resolutions(Engine engine, Workers workers) {
        List<ModelBenchmark> all = new ArrayList<>();
        for (int size : RESOLUTIONS) {
            VimConfig config = VimConfig.builder().image(size, size).build();
            all.add(ModelBenchmark.inference(engine, config, 1));
        }
        all.forEach(m -> m.warmUp(budgetSeconds));
        double ceiling = ceiling(workers);
        long end = System.nanoTime() + (long) (RESOLUTIONS.length * budgetSeconds * 1e9);
        for (int i = 0; i < 3 || System.nanoTime() < end; i++) {
            all.forEach(ModelBenchmark::run);
        }
        ceiling = Math.max(ceiling, ceiling(workers));
        double flat = Double.NaN;
        for (int i = 0; i < RESOLUTIONS.length; i++) {
            ModelBenchmark m = all.get(i);
            network("%d pixels, %d tokens".formatted(RESOLUTIONS[i], m.tokens()), m, ceiling);
            if (RESOLUTIONS[i] == FLAT_FROM) {
                flat = m.microsPerToken();
            }
        }
        line("%n%-34s %12s %9s%n", "time a token", "us", "of 512's");
        for (int i = 0; i < RESOLUTIONS.length; i++) {
            double micros = all.get(i).microsPerToken();
            line("%-34s %12.1f %9.2f%n", RESOLUTIONS[i] + " pixels", micros, micros / flat);
        }
        all.forEach(ModelBenchmark::close);
    }

    private static double ceiling(Workers workers) {
        return FmaPeak.measure(workers, CEILING_TRIES);
    }

    private void row(String name, String rate, double gflops, double ceiling, String planned) {
        line(
                "%-34s %12s %9.1f %9.1f %6.0f%% %s%n",
                name, rate, gflops, ceiling, 100 * gflops / ceiling, planned);
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
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
