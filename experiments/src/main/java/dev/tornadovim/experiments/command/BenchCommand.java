package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.bench.Bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** Measures this machine. */
@Command(
        name = "bench",
        description = {
            "Measure scans, Vim-Ti and the loader on the CPU or on a device, and plan DeiT's"
                    + " memory.",
            "On the CPU, also measure products; each line shows the ceiling of the same run."
        },
        mixinStandardHelpOptions = true,
        customSynopsis =
                "tornado-vim bench [engine=auto|cpu|tornado] [device=ID] [tf32=true] [OPTIONS]",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bench engine=cpu --threads 2 --seconds 5",
            "  bench device=cuda:0 tf32=true",
            "  bench engine=tornado --small --seconds 0"
        })
final class BenchCommand implements Callable<Integer> {

    @Mixin private EngineSettings engine;

    @Option(
            names = "--seconds",
            description = "Duration of each measurement of a network (default: ${DEFAULT-VALUE}).",
            defaultValue = "5")
    private double seconds;

    @Option(
            names = "--small",
            description = "Use small sizes instead of Vim-Ti's, to check that everything runs.")
    private boolean small;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (!(seconds >= 0)) {
            throw new ParameterException(
                    spec.commandLine(), "seconds must be at least 0, got " + seconds);
        }
        new Bench(spec.commandLine().getOut(), small, seconds).run(engine.config());
        return 0;
    }
}
