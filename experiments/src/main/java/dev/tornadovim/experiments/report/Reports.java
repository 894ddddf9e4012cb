package dev.tornadovim.experiments.report;

import dev.tornadovim.data.file.FileReplacement;
import dev.tornadovim.experiments.run.RunException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes HTML pages of runs and sweeps from the files in their folders. */
public final class Reports {
    /** Name of the page in the folder of a run or sweep. */
    public static final String FILE = "report.html";

    private Reports() {}

    /**
     * Writes the page of a run or of a sweep into its folder.
     *
     * @return the page
     * @throws RunException if the folder is neither, or cannot be read or written
     */
    public static Path write(Path folder) {
        var page =
                Files.isRegularFile(folder.resolve(SweepRecord.INDEX))
                        ? SweepReport.html(SweepRecord.read(folder))
                        : RunReport.html(RunRecord.read(folder));
        return replace(folder.resolve(FILE), page);
    }

    /**
     * Writes a page that compares runs.
     *
     * @param folders of the runs, at least two
     * @param file of the page
     * @throws RunException if a folder is not a run folder, or a file cannot be read or written
     */
    public static Path compare(List<Path> folders, Path file) {
        var runs = folders.stream().map(RunRecord::read).toList();
        return replace(file, ComparisonReport.html(runs, file.toAbsolutePath().getParent()));
    }

    /**
     * Writes the model card of a run's best checkpoint beside it; nothing where there is none.
     *
     * @throws RunException if a file cannot be read or written
     */
    public static void writeModelCard(Path folder) {
        var run = RunRecord.read(folder);
        Checkpoint.best(run)
                .ifPresent(
                        checkpoint ->
                                replace(
                                        checkpoint.file().resolveSibling(ModelCard.FILE),
                                        ModelCard.markdown(run, checkpoint)));
    }

    private static Path replace(Path file, String text) {
        try {
            FileReplacement.write(file, text);
            return file;
        } catch (IOException e) {
            throw new RunException(
                    "%s cannot be written: %s".formatted(file, FileReplacement.reason(e)), e);
        }
    }
}
