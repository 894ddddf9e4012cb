package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.efficiency.EfficiencyRun;
import dev.tornadovim.experiments.run.ShellCommand;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** The paper's efficiency figure on this machine. */
@Command(
        name = "efficiency",
        description = {
            "Measure images/s, peak memory and energy of Vim-Ti and DeiT-Ti at several",
            "resolutions, and draw the paper's efficiency figure."
        },
        mixinStandardHelpOptions = true,
        customSynopsis =
                "tornado-vim efficiency [engine=auto|cpu|tornado] [device=ID] [tf32=true]"
                        + " [OPTIONS]",
        footerHeading = "%nExamples:%n",
        footer = {
            "  efficiency engine=cpu --sizes 224,512,640,738,1024,1248",
            "  efficiency device=cuda:0",
            "  efficiency engine=cpu --sizes 64,128 --seconds 0"
        })
final class EfficiencyCommand implements Callable<Integer> {

    @Mixin private EngineSettings engine;

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "PIXELS",
            description = "Image sizes (default: ${DEFAULT-VALUE}).",
            defaultValue = "224,512,640,738,1024,1248,2048")
    private List<Integer> sizes;

    @Option(
            names = "--batch",
            paramLabel = "IMAGES",
            description = "Batch size; 0 means 1 on the CPU and 8 on a device.",
            defaultValue = "0")
    private int batch;

    @Option(
            names = "--seconds",
            description = "Duration of each measurement (default: ${DEFAULT-VALUE}).",
            defaultValue = "3")
    private double seconds;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Parent of the output folder (default: ${DEFAULT-VALUE}).",
            defaultValue = "runs/efficiency")
    private Path out;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (batch < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--batch must be at least 0, got " + batch);
        }
        try {
            new EfficiencyRun(engine.config(), spec.commandLine().getOut())
                    .run(
                            sizes,
                            batch,
                            seconds,
                            out,
                            ShellCommand.of(spec.commandLine().getParseResult().originalArgs()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        return 0;
    }
}
