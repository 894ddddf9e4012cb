package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.inference.ObjectEvaluation;
import dev.tornadovim.experiments.inference.OpenedWeights;
import dev.tornadovim.experiments.inference.SegmentationEvaluation;
import dev.tornadovim.experiments.inference.WeightsEvaluation;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.experiments.run.Signal;
import dev.tornadovim.experiments.train.TaskRun;
import dev.tornadovim.pipeline.train.RunControl;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Evaluates the best checkpoint of a run, or weights of a file. */
@Command(
        name = "eval",
        description =
                "Evaluate the best checkpoint of a run, or a file of weights, on test images.",
        mixinStandardHelpOptions = true,
        customSynopsis = {
            "tornado-vim eval RUN_FOLDER",
            "   or: tornado-vim eval --weights FILE [--model PRESET] [--ema | --network KEY]",
            "                [--image-size PIXELS] [KEY=VALUE ...]"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  eval runs/classification/fashion-mnist/2026-01-31_12-00-00",
            "  eval --weights vim_t_midclstok_76p1acc.pth data.dir=/data/imagenet",
            "  eval --weights deit_small.safetensors data=image_folder data.dir=/data/pets"
        })
final class EvalCommand implements Callable<Integer> {
    @Mixin private WeightsOptions weights;

    @Parameters(
            paramLabel = "RUN_FOLDER | KEY=VALUE",
            description = "Folder of a run; with --weights, overrides of the config.")
    private List<String> parameters = List.of();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (weights.weights() != null) {
            return evaluate(
                    control -> {
                        spec.commandLine().getOut().println(evaluated(control));
                        spec.commandLine().getOut().flush();
                    });
        }
        if (parameters.size() != 1 || weights.anyBesideWeights()) {
            throw new ParameterException(
                    spec.commandLine(),
                    parameters.isEmpty()
                            ? "a run folder or --weights is missing"
                            : "expected one run folder, or --weights with overrides");
        }
        var run = TaskRun.of(RunFolder.open(Path.of(parameters.getFirst())));
        return evaluate(run::evaluate);
    }

    /** Evaluates until the end or a signal, and returns the exit code. */
    private int evaluate(Consumer<RunControl> evaluation) {
        try (var signals = new EvaluationSignals()) {
            evaluation.accept(signals.control());
            return signals.cause().map(this::stopped).orElse(0);
        }
    }

    private int stopped(Signal cause) {
        var err = spec.commandLine().getErr();
        err.println("stopped by " + cause + ": the figures cover only the images evaluated so far");
        err.flush();
        return cause.exitCode();
    }

    /** The source of the weights and their metrics. */
    private String evaluated(RunControl control) {
        return switch (OpenedWeights.task(weights.file())) {
            case CLASSIFICATION -> {
                var model = OpenedWeights.classifier(weights.file(), parameters);
                yield model.trained().source()
                        + ": "
                        + WeightsEvaluation.run(model, System.out, control);
            }
            case SEGMENTATION -> {
                var model = OpenedWeights.segmentation(weights.file(), parameters);
                yield model.trained().source()
                        + ": "
                        + SegmentationEvaluation.run(model, System.out, control);
            }
            case DETECTION -> {
                var model = OpenedWeights.detector(weights.file(), parameters);
                yield model.trained().source()
                        + ": "
                        + ObjectEvaluation.run(model, System.out, control);
            }
        };
    }
}
