package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.run.ShellCommand;
import dev.tornadovim.experiments.sink.ConsoleSink;
import dev.tornadovim.experiments.sweep.Sweep;
import dev.tornadovim.experiments.sweep.SweepBounds;
import dev.tornadovim.experiments.sweep.SweepEstimate;
import dev.tornadovim.experiments.sweep.SweepFolder;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Trains every combination of the listed values. */
@Command(
        name = "sweep",
        description = "Train every combination of values, several at once, and compare them.",
        mixinStandardHelpOptions = true,
        customSynopsis = {
            "tornado-vim sweep CONFIG [KEY=VALUE[,VALUE...] ...] [--dry-run] [OPTIONS]",
            "   or: tornado-vim sweep --resume SWEEP_FOLDER [OPTIONS]"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sweep fashion-mnist model.direction=none,layer,ssm,ssm_conv seed=0,1,2",
            "  sweep fashion-mnist model=vim_28,deit_28 seed=0,1,2 schedule.epochs=5",
            "  sweep fashion-mnist 'optim.learningRate=range(1e-3,5e-3,1e-3)' --dry-run",
            "  sweep fashion-mnist 'model=glob(*_28)' --dry-run",
            "  sweep study-direction --cores 8 --memory 16G",
            "  sweep --resume runs/classification/fashion-mnist/sweep-2026-01-31_12-00-00"
        })
final class SweepCommand implements Callable<Integer> {
    private static final Logger LOG = LogManager.getLogger(SweepCommand.class);

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CONFIG",
            description = {
                "Name of an experiment (see the command configs) or path of a YAML file;",
                "it may list values to try in _sweep_."
            })
    private String config;

    @Parameters(
            index = "1..*",
            paramLabel = "KEY=VALUE,VALUE",
            description = "Overrides, as for train; all combinations of listed values are tried.")
    private List<String> overrides = List.of();

    @Option(
            names = "--resume",
            paramLabel = "SWEEP_FOLDER",
            description = {
                "Resume this sweep: keep finished jobs, resume interrupted ones from their last",
                "checkpoints, and retry failed ones."
            })
    private Path resume;

    @Option(names = "--cores", description = "Cores for all jobs together (default: all).")
    private int cores;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = {
                "Memory for all jobs together, such as 800M or 16G",
                "(default: three quarters of the machine's)."
            })
    private String memory;

    @Option(
            names = "--at-once",
            paramLabel = "JOBS",
            description = {
                "Maximum number of concurrent jobs",
                "(default: as many as fit on the CPU, 1 on a device)."
            })
    private int atOnce;

    @Option(
            names = "--dry-run",
            description = {
                "Print the jobs with their memory and expected time, and stop.",
                "Runs a few steps of each network on noise to measure them."
            })
    private boolean dryRun;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if ((config == null) == (resume == null)) {
            throw wrong(
                    config == null
                            ? "a config or --resume is missing"
                            : "--resume takes no config: the sweep folder has it");
        }
        if (dryRun && resume != null) {
            throw wrong("--dry-run takes a config, not a sweep folder");
        }
        var bounds = bounds();
        var loader = new ConfigLoader(ConfigFolder.locate(Path.of("")));
        if (dryRun) {
            var out = spec.commandLine().getOut();
            SweepEstimate.lines(loader, config, overrides, bounds).forEach(out::println);
            out.flush();
            return 0;
        }
        var sweep =
                resume == null
                        ? Sweep.create(loader, config, overrides, bounds, command())
                        : Sweep.resume(SweepFolder.open(resume), bounds);
        LOG.info("sweep folder {}", sweep.folder());
        LOG.info("{}", sweep.describe());
        try (var signals = new SweepSignals(sweep.folder())) {
            boolean ended =
                    sweep.run(
                            SweepJob.class.getName(),
                            System.out,
                            ConsoleSink.isTerminal(),
                            signals.control());
            if (!ended) {
                LOG.info("{}", sweep.folder().stopped(signals.cause(), sweep.done()));
                return signals.cause().exitCode();
            }
        } finally {
            RunPages.write(sweep.folder());
        }
        LOG.info("done: {}", sweep.folder().resultTable());
        return 0;
    }

    private SweepBounds bounds() {
        try {
            return SweepBounds.of(cores, memory == null ? "0" : memory, atOnce);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private String command() {
        return ShellCommand.of(spec.commandLine().getParseResult().originalArgs());
    }
}
