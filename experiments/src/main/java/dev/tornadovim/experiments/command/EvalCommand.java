package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.experiments.train.ClassificationRun;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Evaluates the best checkpoint of a run. */
@Command(
        name = "eval",
        description = "Evaluate the best checkpoint of a run on its test data.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  eval runs/classification/fashion-mnist/2026-01-31_12-00-00")
final class EvalCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN_FOLDER", description = "Folder of a run.")
    private Path folder;

    @Override
    public Integer call() {
        new ClassificationRun(RunFolder.open(folder)).evaluate();
        return 0;
    }
}
