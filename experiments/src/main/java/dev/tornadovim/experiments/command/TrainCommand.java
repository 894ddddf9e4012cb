package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.config.ResolvedConfig;
import dev.tornadovim.experiments.estimate.TrainingEstimate;
import dev.tornadovim.experiments.run.FolderLock;
import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.experiments.run.RunLog;
import dev.tornadovim.experiments.run.ShellCommand;
import dev.tornadovim.experiments.train.ClassificationData;
import dev.tornadovim.experiments.train.TaskRun;
import dev.tornadovim.pipeline.train.TrainingStoppedException;
import dev.tornadovim.pipeline.weights.WeightFiles;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Trains the experiment of a config, or resumes an earlier run. */
@Command(
        name = "train",
        description = "Train an experiment, or resume a run.",
        mixinStandardHelpOptions = true,
        customSynopsis = {
            "tornado-vim train CONFIG [KEY=VALUE ...] [--dry-run]",
            "   or: tornado-vim train --resume RUN_FOLDER"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  train fashion-mnist",
            "  train fashion-mnist schedule.epochs=5 optim.learningRate=5e-4 run.tag=short",
            "  train fashion-mnist model=vim_tiny model.patchSize=7 model.stride=7",
            "  train fashion-mnist ++data.dir=/data/fashion-mnist --dry-run",
            "  train my-experiment.yaml",
            "  train --resume runs/classification/fashion-mnist/2026-01-31_12-00-00"
        })
final class TrainCommand implements Callable<Integer> {
    private static final Logger LOG = LogManager.getLogger(TrainCommand.class);

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CONFIG",
            description = "Name of an experiment (see the command configs) or path of a YAML file.")
    private String config;

    @Parameters(
            index = "1..*",
            paramLabel = "KEY=VALUE",
            description = {
                "Overrides, in order: key=value sets a key, group=name selects a group file,",
                "+key=value adds, ++key=value adds or sets, ~key deletes."
            })
    private List<String> overrides = List.of();

    @Option(
            names = "--resume",
            paramLabel = "RUN_FOLDER",
            description = "Resume this run from its last checkpoint.")
    private Path resume;

    @Option(
            names = "--dry-run",
            description = {
                "Print the resolved config, parameters, FLOPs, memory and expected time, and stop.",
                "Runs a few steps on noise to measure them."
            })
    private boolean dryRun;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if ((config == null) == (resume == null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    config == null
                            ? "a config or --resume is missing"
                            : "--resume takes no config: the run folder has it");
        }
        if (resume != null) {
            return train(RunFolder.open(resume), true);
        }
        var loader = new ConfigLoader(ConfigFolder.locate(Path.of("")));
        var resolved = loader.load(config, overrides);
        if (!dryRun) {
            return train(create(resolved), false);
        }
        var out = spec.commandLine().getOut();
        out.println(resolved.yaml());
        out.flush();
        TrainingEstimate.of(loader, config, overrides).lines().forEach(out::println);
        out.flush();
        return 0;
    }

    private RunFolder create(ResolvedConfig resolved) {
        if (resolved.config().data().needsFolder()) {
            ClassificationData.folder(resolved.config().data());
        }
        resolved.config().init().map(Path::of).ifPresent(WeightFiles::requireFile);
        var words = Stream.concat(Stream.of("train", config), overrides.stream()).toList();
        return RunFolder.create(resolved, ShellCommand.of(words), LocalDateTime.now());
    }

    /** Trains, and returns the exit code. */
    private static int train(RunFolder run, boolean resumed) {
        try (var _ = FolderLock.take(run.path());
                var _ = RunLog.open(run.log());
                var signals = RunSignals.of(run)) {
            if (resumed) {
                run.resume();
            }
            LOG.info("{} {}", resumed ? "resuming" : "run folder", run);
            try {
                TaskRun.of(run).train(resumed, System.out, signals.control());
            } catch (TrainingStoppedException e) {
                var how = signals.stopped(e.progress());
                RunPages.write(run);
                LOG.info("{}", how);
                return signals.exitCode();
            } catch (RuntimeException | Error e) {
                fail(run, e);
                throw e;
            }
            run.done();
            RunPages.write(run);
            LOG.info("done: {}", run);
            return 0;
        }
    }

    /** Marks a run as failed; if that fails too, as on a full disk, the first reason is kept. */
    private static void fail(RunFolder run, Throwable reason) {
        LOG.debug("the run failed", reason); // with its stack trace, for run.log only
        try {
            run.failed(ErrorMessages.describe(reason));
        } catch (RunException e) {
            LOG.warn("{}", e.getMessage());
        }
        RunPages.write(run);
    }
}
