package dev.tornadovim.experiments.bench;

import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.tornado.DeviceException;
import dev.tornadovim.kernels.op.scan.ScanBenchmark;
import dev.tornadovim.pipeline.model.VimConfig;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The tables of a device. Each line has the time of a whole step as a run takes it, copies of inputs
 * included, and the time that its kernels take by the device's own clock; both are medians. Programs
 * are loaded one after the other, each with the memory of the device to itself; one that does not fit
 * leaves a line that says so.
 */
final class DeviceBench {

    private static final int SCAN_WARM_UP = 3;
    private static final int SCAN_RUNS = 20;
    private static final int RUNS = 3;
    private static final int KERNEL_RUNS = 5;

    private record TokenTime(BenchSizes.Images images, double step, double kernels) {}

    private final BenchTable table;
    private final BenchSizes sizes;
    private final double seconds;

    DeviceBench(BenchTable table, BenchSizes sizes, double seconds) {
        this.table = table;
        this.sizes = sizes;
        this.seconds = seconds;
    }

    /**
     * Measures.
     *
     * @param engine of runs
     * @param profiling engine on the same device that tells times of kernels
     */
    void run(Engine engine, Engine profiling) {
        table.line("%s on %s", sizes.name(), engine.name());
        scans(profiling);
        networks(engine, profiling);
    }

    private void scans(Engine profiling) {
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
            reported(
                    name,
                    () -> {
                        var m = scan.runByKernels(profiling, SCAN_WARM_UP, SCAN_RUNS);
                        table.row(
                                name,
                                "%12.3f %12.3f %12.2f %12.2f",
                                m.forwardNanos() * 1e-6,
                                m.backwardNanos() * 1e-6,
                                m.forwardRate() * 1e-9,
                                m.backwardRate() * 1e-9);
                    });
        }
    }

    private void networks(Engine engine, Engine profiling) {
        table.header(
                "network",
                "%10s %10s %10s %10s %11s %10s",
                "step ms",
                "images/s",
                "kernels ms",
                "images/s",
                "planned MB",
                "all MB");
        List<TokenTime> times = new ArrayList<>();
        for (BenchSizes.Images images : sizes.inference()) {
            int side = images.pixels();
            VimConfig config = sizes.model().withImage(side, side);
            String name = "inference %d, batch %d".formatted(side, images.batch());
            reported(
                    name,
                    () -> {
                        double[] step =
                                network(
                                        name,
                                        e -> ModelBenchmark.inference(e, config, images.batch()),
                                        engine,
                                        profiling);
                        double micros = 1e6 / images.batch() / config.tokens();
                        times.add(new TokenTime(images, step[0] * micros, step[1] * micros));
                    });
        }
        for (int batch : sizes.trainingBatches()) {
            String name = "training step %d, batch %d".formatted(sizes.model().imageWidth(), batch);
            reported(
                    name,
                    () ->
                            network(
                                    name,
                                    e -> ModelBenchmark.trainingStep(e, sizes.model(), batch),
                                    engine,
                                    profiling));
        }
        tokens(times);
    }

    /** Prints a network's line; answers the seconds of a step and of its kernels. */
    private double[] network(
            String name, Function<Engine, ModelBenchmark> load, Engine engine, Engine profiling) {
        double step;
        double kernels;
        int images;
        double planned;
        double all;
        try (ModelBenchmark m = load.apply(engine)) {
            m.warmUp(seconds);
            m.run(RUNS, seconds);
            step = m.medianSeconds();
            images = m.batch();
            planned = 1e-6 * m.plannedBytes();
            all = 1e-6 * m.allBytes();
        }
        try (ModelBenchmark m = load.apply(profiling)) {
            m.warmUp(0);
            kernels = m.kernelSeconds(KERNEL_RUNS);
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
        return new double[] {step, kernels};
    }

    private void tokens(List<TokenTime> times) {
        String of = "of " + sizes.flatFrom() + "'s";
        table.header("time a token", "%10s %10s %10s %10s", "step us", of, "kernels us", of);
        times.stream()
                .filter(t -> t.images.pixels() == sizes.flatFrom())
                .findFirst()
                .ifPresent(flat -> times.forEach(t -> token(t, flat)));
    }

    private void token(TokenTime t, TokenTime flat) {
        table.row(
                "%d pixels, batch %d".formatted(t.images.pixels(), t.images.batch()),
                "%10.3f %10.2f %10.3f %10.2f",
                t.step,
                t.step / flat.step,
                t.kernels,
                t.kernels / flat.kernels);
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
