package dev.tornadovim.experiments.command;

import dev.tornadovim.data.file.FileReplacement;
import dev.tornadovim.experiments.config.ConfigFolder;
import dev.tornadovim.experiments.config.ConfigLoader;
import dev.tornadovim.experiments.profile.ProfileRun;
import dev.tornadovim.experiments.profile.Profiler;
import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.experiments.run.RunLog;
import dev.tornadovim.experiments.run.ShellCommand;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Shows where the time of the steps of an experiment goes. */
@Command(
        name = "profile",
        description = {
            "Profile an experiment's training step, or inference, on the CPU and the device.",
            "Prints time, share and rates by stage and op, and ceilings measured in the same run."
        },
        mixinStandardHelpOptions = true,
        customSynopsis = {
            "tornado-vim profile CONFIG [KEY=VALUE ...] [OPTIONS]",
            "   or: tornado-vim profile RUN_FOLDER [KEY=VALUE ...] [OPTIONS]"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  profile fashion-mnist",
            "  profile fashion-mnist --inference --batch 1 engine=cpu",
            "  profile runs/classification/fashion-mnist/2026-01-31_12-00-00",
            "  profile fashion-mnist model=vim_tiny data.imageSize=224 --batch 128 device=cuda:0"
        })
final class ProfileCommand implements Callable<Integer> {
    private static final Logger LOG = LogManager.getLogger(ProfileCommand.class);

    @Parameters(
            index = "0",
            paramLabel = "CONFIG",
            description = {
                "Name of an experiment (see the command configs), path of a YAML file, or folder of"
                        + " a",
                "run: then its report shows the profile too."
            })
    private String config;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Overrides, as for train.")
    private List<String> overrides = List.of();

    @Option(
            names = "--inference",
            description = "Profile the forward pass of evaluation instead of the training step.")
    private boolean inference;

    @Option(
            names = "--batch",
            paramLabel = "IMAGES",
            description = "Images per step (default: from the config).")
    private Integer batch;

    @Option(
            names = "--steps",
            description = "Steps to measure (default: ${DEFAULT-VALUE}).",
            defaultValue = "10")
    private int steps;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = {
                "Warm-up time, extended while steps still get faster",
                "(default: ${DEFAULT-VALUE})."
            },
            defaultValue = "5")
    private double warmUp;

    @Option(
            names = "--stages",
            description = "List every stage instead of one line for all blocks.")
    private boolean stages;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Profiler profiler = profiler();
        var all = new ArrayList<>(overrides);
        if (batch != null) {
            all.add("train.batchSize=" + batch);
            all.add("train.microBatches=1");
            all.add("train.evalBatchSize=" + batch);
        }
        boolean ofRun = Files.isDirectory(Path.of(config));
        var source = ofRun ? RunFolder.require(Path.of(config)).toString() : config;
        var resolved = new ConfigLoader(ConfigFolder.locate(Path.of(""))).load(source, all);
        var run = RunFolder.createForProfile(resolved, command(), LocalDateTime.now());
        try (var _ = RunLog.open(run.log())) {
            try {
                new ProfileRun(run, profiler, inference).run(spec.commandLine().getOut(), stages);
            } catch (RuntimeException | Error e) {
                LOG.debug("the profile failed", e); // with its stack trace, for run.log only
                run.failed(ErrorMessages.describe(e));
                throw e;
            }
            run.done();
            if (ofRun) {
                addTo(Path.of(config), run);
            }
            RunPages.writeReport(run.path());
            LOG.info("done: {}", run);
        }
        return 0;
    }

    /** Copies the profile to where the report of the run shows it, replacing an earlier one. */
    private void addTo(Path profiled, RunFolder profile) {
        var folder = profiled.resolve("profile");
        var file = folder.resolve(inference ? "inference.json" : "training-step.json");
        try {
            Files.createDirectories(folder);
            Files.copy(profile.profile(), file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new RunException(
                    "%s cannot be written: %s".formatted(file, FileReplacement.reason(e)), e);
        }
        RunPages.writeReport(profiled);
    }

    private Profiler profiler() {
        try {
            return new Profiler(steps, warmUp);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private String command() {
        return ShellCommand.of(spec.commandLine().getParseResult().originalArgs());
    }
}
