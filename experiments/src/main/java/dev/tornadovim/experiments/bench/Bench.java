package dev.tornadovim.experiments.bench;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.measure.ProcessMemory;
import dev.tornadovim.experiments.measure.Table;
import dev.tornadovim.experiments.train.RunEngines;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.Workers;
import dev.tornadovim.kernels.engine.tornado.TornadoEngine;
import dev.tornadovim.pipeline.model.DeitConfig;

import java.io.PrintWriter;
import java.util.List;

/** The command {@code bench}: the tables of an engine, and those that no engine is needed for. */
public final class Bench {

    private static final List<Integer> ATTENTION_PIXELS = List.of(224, 512, 1024);

    private final Table table;
    private final BenchSizes sizes;
    private final double seconds;

    /**
     * A bench that prints to {@code out}.
     *
     * @param small whether small sizes are run, to see that everything works
     * @param seconds time for each measurement of a network, and as much for its warm-up
     */
    public Bench(PrintWriter out, boolean small, double seconds) {
        this.table = new Table(out);
        this.sizes = small ? BenchSizes.small() : BenchSizes.full();
        this.seconds = seconds;
    }

    /**
     * Measures with the engine of a config.
     *
     * @throws dev.tornadovim.kernels.engine.tornado.DeviceException if TornadoVM is asked for and not
     *     there
     */
    public void run(ExperimentConfig config) {
        try (Engine engine = RunEngines.open(config)) {
            if (engine instanceof TornadoEngine device) {
                try (TornadoEngine profiling = RunEngines.profiling(config)) {
                    new DeviceBench(table, sizes, seconds, device, profiling).run();
                }
            } else {
                try (Workers workers = new Workers(config.threadCount())) {
                    new CpuBench(table, sizes, seconds, engine, workers).run();
                }
            }
        }
        AttentionMemory.print(table, "DeiT-Ti", DeitConfig.builder().build(), ATTENTION_PIXELS);
        loader();
        String peak =
                ProcessMemory.peak().stream()
                        .mapToObj(bytes -> (bytes >> 10) + " kB")
                        .findFirst()
                        .orElse("unknown");
        table.line("%npeak memory of the process: %s", peak);
    }

    private void loader() {
        LoaderBenchmark.Result m = LoaderBenchmark.run(seconds / 2);
        table.header("loader, one core", "%12s", "images/s");
        String jpeg = "JPEG 500 x 375, %d kB: ".formatted(Math.round(m.jpegBytes() * 1e-3));
        table.row(jpeg + "decoded", "%12.0f", m.decode());
        table.row("... 224 crop, flip, normalised", "%12.0f", m.crop());
        table.row("... and RandAugment, erasing", "%12.0f", m.recipe());
    }
}
