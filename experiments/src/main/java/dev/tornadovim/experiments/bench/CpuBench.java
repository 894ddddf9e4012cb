package dev.tornadovim.experiments.bench;

import dev.tornadovim.experiments.measure.LoadedWorkload;
import dev.tornadovim.experiments.measure.Table;
import dev.tornadovim.experiments.measure.Workload;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.Workers;
import dev.tornadovim.kernels.engine.cpu.gemm.FmaPeak;

import java.util.ArrayList;
import java.util.List;

/**
 * The tables of the CPU engine. Each line has the multiply-add ceiling of the same threads, measured
 * right before and after it, and the share of it that was reached.
 *
 * @param seconds time for each measurement of a network, and as much for its warm-up
 * @param workers as many as the engine has
 */
record CpuBench(Table table, BenchSizes sizes, double seconds, Engine engine, Workers workers) {

    private static final int CEILING_TRIES = 10;

    /** Of a network, however long they take. */
    private static final int RUNS = 3;

    private static final int PRODUCT_WARM_UP_RUNS = 20;
    private static final double PRODUCT_WARM_UP_SECONDS = 1;
    private static final double PRODUCT_SECONDS = 0.5;

    /** Measures products, scans and networks. */
    void run() {
        table.line("%s on %s", sizes.name(), engine.name());
        header("product, " + workers.size() + " threads", "");
        for (ProductBenchmark product : sizes.products()) {
            product(product.workload());
        }
        header("network", "planned MB");
        scans();
        int side = sizes.model().imageWidth();
        network("inference %d, batch 1".formatted(side), sizes.inference(side, 1));
        network("inference %d, batch 8".formatted(side), sizes.inference(side, 8));
        network("training step %d, batch 8".formatted(side), sizes.training(8));
        header("inference, batch 1", "planned MB");
        resolutions();
    }

    private void header(String what, String last) {
        table.header(what, "%12s %9s %9s %7s %12s", "", "GFLOP/s", "ceiling", "share", last);
    }

    /** Of many runs: code that is still being compiled is slow. */
    private void product(Workload work) {
        try (var loaded = new LoadedWorkload(engine, work)) {
            loaded.timer().warmUp(PRODUCT_WARM_UP_RUNS, PRODUCT_WARM_UP_SECONDS);
            double ceiling = ceiling(() -> loaded.timer().run(1, PRODUCT_SECONDS));
            row(work.name(), "", work.flops() / loaded.timer().best() * 1e-9, ceiling, "");
        }
    }

    private void scans() {
        List<ScanBenchmark.Pass> passes = new ArrayList<>();
        int runs = sizes.cpuScanRuns();
        double ceiling = ceiling(() -> passes.addAll(sizes.cpuScan().best(engine, runs)));
        scan("scan forward, state updates", passes.getFirst(), ceiling);
        scan("scan backward, state updates", passes.getLast(), ceiling);
    }

    private void scan(String name, ScanBenchmark.Pass pass, double ceiling) {
        row(name, Table.text("%.2f G/s", pass.gigaUpdates()), pass.gflops(), ceiling, "");
    }

    private void network(String name, Workload work) {
        try (var loaded = new LoadedWorkload(engine, work)) {
            loaded.timer().warmUp(1, seconds);
            double ceiling = ceiling(() -> loaded.timer().run(RUNS, seconds));
            row(name, work, loaded, ceiling);
        }
    }

    /**
     * All sizes by turns: were they measured one after the other, what else the machine does would
     * show as a difference between sizes.
     */
    private void resolutions() {
        List<Integer> pixels = sizes.cpuPixels();
        List<Workload> works = pixels.stream().map(side -> sizes.inference(side, 1)).toList();
        List<LoadedWorkload> all = new ArrayList<>();
        works.forEach(work -> all.add(new LoadedWorkload(engine, work)));
        all.forEach(loaded -> loaded.timer().warmUp(1, seconds));
        double ceiling = ceiling(() -> byTurns(all));
        List<Double> micros = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            int tokens = sizes.tokens(pixels.get(i));
            String name = "%d pixels, %d tokens".formatted(pixels.get(i), tokens);
            row(name, works.get(i), all.get(i), ceiling);
            micros.add(1e6 * all.get(i).timer().best() / tokens);
        }
        double flat = micros.get(pixels.indexOf(sizes.flatFrom()));
        table.header("time a token", "%12s %9s", "us", "of " + sizes.flatFrom() + "'s");
        for (int i = 0; i < all.size(); i++) {
            String name = pixels.get(i) + " pixels";
            table.row(name, "%12.1f %9.2f", micros.get(i), micros.get(i) / flat);
        }
        all.forEach(LoadedWorkload::close);
    }

    private void byTurns(List<LoadedWorkload> all) {
        long end = System.nanoTime() + (long) (all.size() * seconds * 1e9);
        for (int i = 0; i < RUNS || System.nanoTime() < end; i++) {
            all.forEach(loaded -> loaded.timer().run(1, 0));
        }
    }

    /** The better of the ceilings before and after a measurement. */
    private double ceiling(Runnable measurement) {
        double before = FmaPeak.measure(workers, CEILING_TRIES);
        measurement.run();
        return Math.max(before, FmaPeak.measure(workers, CEILING_TRIES));
    }

    private void row(String name, Workload work, LoadedWorkload loaded, double ceiling) {
        double best = loaded.timer().best();
        row(
                name,
                Table.text("%.1f ms/img", 1e3 * best / work.images()),
                work.flops() / best * 1e-9,
                ceiling,
                Table.text("%12.1f", 1e-6 * loaded.plannedBytes()));
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
}
