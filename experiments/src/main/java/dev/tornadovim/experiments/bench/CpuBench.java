package dev.tornadovim.experiments.bench;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.Workers;
import dev.tornadovim.kernels.engine.cpu.gemm.FmaPeak;
import dev.tornadovim.kernels.engine.cpu.gemm.GemmBenchmark;
import dev.tornadovim.kernels.op.scan.ScanBenchmark;
import dev.tornadovim.pipeline.model.VimConfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The tables of the CPU engine. Each line has the multiply-add ceiling of the
 * same threads, measured right before and after it, and the share of it that was reached.
 */
final class CpuBench {

    private static final int CEILING_TRIES = 10;

    /** Of a network, however long they take. */
    private static final int RUNS = 3;

    private static final String HEADER = "%12s %9s %9s %7s %12s";

    private final BenchTable table;
    private final BenchSizes sizes;
    private final double budgetSeconds;

    /**
     * A bench that prints to {@code table}.
     *
     * @param budgetSeconds time for each measurement of a network, and as much for its warm-up
     */
    CpuBench(BenchTable table, BenchSizes sizes, double budgetSeconds) {
        this.table = table;
        this.sizes = sizes;
        this.budgetSeconds = budgetSeconds;
    }

    /** Measures products, scans and networks with some threads. */
    void run(Engine engine, int threads) {
        try (Workers workers = new Workers(threads)) {
            table.line("%s on %s", sizes.name(), engine.name());
            header("product, " + workers.size() + " threads", "");
            products(workers);
            header("network", "planned MB");
            scans(engine, workers);
            networks(engine, workers);
            header("inference, batch 1", "planned MB");
            resolutions(engine, workers);
        }
    }

    private void header(String what, String last) {
        table.header(what, HEADER, "", "GFLOP/s", "ceiling", "share", last);
    }

    private void products(Workers workers) {
        for (GemmBenchmark.Case product : sizes.products()) {
            GemmBenchmark.Measurement m = GemmBenchmark.measure(workers, product);
            String name =
                    "%s %d x %d x %d"
                            .formatted(product.form(), product.m(), product.n(), product.k());
            row(name, "", m.gflops(), m.ceiling(), "");
        }
    }

    private void scans(Engine engine, Workers workers) {
        double ceiling = ceiling(workers);
        int runs = sizes.cpuScanRuns();
        ScanBenchmark.Result m = sizes.cpuScan().run(engine, runs, runs);
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
        VimConfig config = sizes.model();
        int side = config.imageWidth();
        for (int batch : new int[] {1, 8}) {
            try (var m = ModelBenchmark.inference(engine, config, batch)) {
                timed("inference %d, batch %d".formatted(side, batch), m, workers);
            }
        }
        try (var m = ModelBenchmark.trainingStep(engine, config, 8)) {
            timed("training step %d, batch 8".formatted(side), m, workers);
        }
    }

    private void timed(String name, ModelBenchmark m, Workers workers) {
        m.warmUp(budgetSeconds);
        double ceiling = ceiling(workers);
        m.run(RUNS, budgetSeconds);
        ceiling = Math.max(ceiling, ceiling(workers));
        network(name, m, ceiling);
    }

    private void network(String name, ModelBenchmark m, double ceiling) {
        row(
                name,
                format("%.1f ms/img", m.millisPerImage()),
                m.gflops(),
                ceiling,
                format("%12.1f", 1e-6 * m.plannedBytes()));
    }

    /**
     * All sizes by turns: were they measured one after the other, what else the machine does would
     * show as a difference between sizes.
     */
    private void resolutions(Engine engine, Workers workers) {
        List<ModelBenchmark> all = new ArrayList<>();
        List<Integer> pixels = sizes.cpuPixels();
        for (int side : pixels) {
            VimConfig config = sizes.model().withImage(side, side);
            all.add(ModelBenchmark.inference(engine, config, 1));
        }
        all.forEach(m -> m.warmUp(budgetSeconds));
        double ceiling = ceiling(workers);
        long end = System.nanoTime() + (long) (pixels.size() * budgetSeconds * 1e9);
        for (int i = 0; i < RUNS || System.nanoTime() < end; i++) {
            all.forEach(ModelBenchmark::run);
        }
        ceiling = Math.max(ceiling, ceiling(workers));
        double flat = Double.NaN;
        for (int i = 0; i < pixels.size(); i++) {
            ModelBenchmark m = all.get(i);
            network("%d pixels, %d tokens".formatted(pixels.get(i), m.tokens()), m, ceiling);
            if (pixels.get(i) == sizes.flatFrom()) {
                flat = m.microsPerToken();
            }
        }
        table.header("time a token", "%12s %9s", "us", "of " + sizes.flatFrom() + "'s");
        for (int i = 0; i < pixels.size(); i++) {
            double micros = all.get(i).microsPerToken();
            table.row(pixels.get(i) + " pixels", "%12.1f %9.2f", micros, micros / flat);
        }
        all.forEach(ModelBenchmark::close);
    }

    private static double ceiling(Workers workers) {
        return FmaPeak.measure(workers, CEILING_TRIES);
    }

    private void row(String name, String rate, double gflops, double ceiling, String planned) {
        table.row(
                name,
                "%12s %9.1f %9.1f %6.0f%% %s",
                rate,
                gflops,
                ceiling,
                100 * gflops / ceiling,
                planned);
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
