package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.bench.Bench;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.kernels.engine.cpu.CpuEngine;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** Measures this machine. */
@Command(
        name = "bench",
        description = "Measure products, scans and Vim-Ti on the CPU, with the ceiling of the run.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  bench --threads 2 --seconds 5")
final class BenchCommand implements Callable<Integer> {

    @Option(
            names = "--threads",
            description = "Threads of the engine; all cores by default.",
            defaultValue = "0")
    private int threads;

    @Option(
            names = "--seconds",
            description = "Time of each measurement of a network (default: ${DEFAULT-VALUE}).",
            defaultValue = "5")
    private double seconds;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        try (Engine engine = new CpuEngine(count)) {
            new Bench(spec.commandLine().getOut(), seconds).cpu(engine, count);
        }
        return 0;
    }
}
