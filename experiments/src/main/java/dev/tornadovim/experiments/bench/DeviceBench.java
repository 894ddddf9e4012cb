package dev.tornadovim.experiments.bench;

import dev.tornadovim.experiments.measure.LoadedWorkload;
import dev.tornadovim.experiments.measure.Table;
import dev.tornadovim.experiments.measure.Workload;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.tornado.DeviceException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The tables of a device. Each line has the time of a whole step as a run takes it, copies of inputs
 * included, and the time that its kernels take by the device's own clock; both are medians. Programs
 * are loaded one after the other, each with the memory of the device to itself; one that does not fit
 * leaves a line that says so.
 *
 * @param seconds time for each measurement of a network, and as much for its warm-up
 * @param engine of runs
 * @param profiling engine on the same device that tells times of kernels
 */
record DeviceBench(Table table, BenchSizes sizes, double seconds, Engine engine, Engine profiling) {

    private static final int SCAN_WARM_UP = 3;
    private static final int SCAN_RUNS = 20;
    private static final int RUNS = 3;
    private static final int KERNEL_RUNS = 5;

    /** Seconds of a step, and of its kernels alone. */
    private record Times(double step, double kernels) {}

    private record TokenTimes(BenchSizes.Images images, Times micros) {}

    /** Measures. */
    void run() {
        table.line("%s on %s", sizes.name(), engine.name());
        scans();
        networks();
    }

    private void scans() {
        table.header(
                "scan, one direction, kernels",
                "%12s %12s %12s %12s",
                "forward ms",
                "backward ms",
                "G updates/s",
                "G updates/s");
        for (ScanBenchmark scan : sizes.scans()) {
            String name =
                    "B=%d L=%d D=%d N=%d"
                            .formatted(scan.batch(), scan.tokens(), scan.channels(), scan.states());
            reported(name, () -> scan(name, scan.kernels(profiling, SCAN_WARM_UP, SCAN_RUNS)));
        }
    }

    private void scan(String name, List<ScanBenchmark.Pass> passes) {
        ScanBenchmark.Pass forward = passes.getFirst();
        ScanBenchmark.Pass backward = passes.getLast();
        table.row(
                name,
                "%12.3f %12.3f %12.2f %12.2f",
                1e3 * forward.seconds(),
                1e3 * backward.seconds(),
                forward.gigaUpdates(),
                backward.gigaUpdates());
    }

    private void networks() {
        table.header(
                "network",
                "%10s %10s %10s %10s %11s %10s",
                "step ms",
                "images/s",
                "kernels ms",
                "images/s",
                "planned MB",
                "all MB");
        List<TokenTimes> all = new ArrayList<>();
        for (BenchSizes.Images images : sizes.inference()) {
            int side = images.pixels();
            int batch = images.batch();
            String name = "inference %d, batch %d".formatted(side, batch);
            reported(
                    name,
                    () -> {
                        Times times = network(name, batch, () -> sizes.inference(side, batch));
                        double micros = 1e6 / batch / sizes.tokens(side);
                        Times each = new Times(micros * times.step, micros * times.kernels);
                        all.add(new TokenTimes(images, each));
                    });
        }
        for (int batch : sizes.trainingBatches()) {
            String name = "training step %d, batch %d".formatted(sizes.model().imageWidth(), batch);
            reported(name, () -> network(name, batch, () -> sizes.training(batch)));
        }
        tokens(all);
    }

    /** Measures a network and prints its line; each engine gets its own copy of the network. */
    private Times network(String name, int images, Supplier<Workload> work) {
        double step;
        double planned;
        double all;
        try (var loaded = new LoadedWorkload(engine, work.get())) {
            loaded.timer().warmUp(1, seconds);
            loaded.timer().run(RUNS, seconds);
            step = loaded.timer().median();
            planned = 1e-6 * loaded.plannedBytes();
            all = 1e-6 * loaded.allBytes();
        }
        double kernels;
        try (var loaded = new LoadedWorkload(profiling, work.get())) {
            loaded.timer().warmUp(1, 0);
            var timer = loaded.kernels();
            timer.run(KERNEL_RUNS, 0);
            kernels = timer.median();
        }
        table.row(
                name,
                "%10.2f %10.1f %10.2f %10.1f %11.1f %10.1f",
                1e3 * step,
                images / step,
                1e3 * kernels,
                images / kernels,
                planned,
                all);
        return new Times(step, kernels);
    }

    private void tokens(List<TokenTimes> all) {
        String of = "of " + sizes.flatFrom() + "'s";
        table.header("time a token", "%10s %10s %10s %10s", "step us", of, "kernels us", of);
        all.stream()
                .filter(t -> t.images.pixels() == sizes.flatFrom())
                .findFirst()
                .ifPresent(flat -> all.forEach(t -> token(t, flat.micros)));
    }

    private void token(TokenTimes t, Times flat) {
        table.row(
                "%d pixels, batch %d".formatted(t.images.pixels(), t.images.batch()),
                "%10.3f %10.2f %10.3f %10.2f",
                t.micros.step,
                t.micros.step / flat.step,
                t.micros.kernels,
                t.micros.kernels / flat.kernels);
    }

    /** What the device cannot run is a line, not the end. */
    private void reported(String name, Runnable measurement) {
        try {
            measurement.run();
        } catch (DeviceException e) {
            table.row(name, "%s", e.getMessage());
        }
    }
}
