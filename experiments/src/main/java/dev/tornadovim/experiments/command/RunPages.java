package dev.tornadovim.experiments.command;

import dev.tornadovim.experiments.inference.ObjectSamples;
import dev.tornadovim.experiments.inference.SamplePredictions;
import dev.tornadovim.experiments.inference.SegmentationSamples;
import dev.tornadovim.experiments.report.Reports;
import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.experiments.run.RunFolder.Status;
import dev.tornadovim.experiments.sweep.SweepFolder;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.nio.file.Path;

/**
 * Writes the pages of a finished run or sweep. Failures are logged and do not affect the run: its
 * figures are safe, and the command {@code report} can write the pages again.
 */
final class RunPages {
    private static final Logger LOG = LogManager.getLogger(RunPages.class);

    private static final String SAMPLES = "sample predictions";

    private RunPages() {}

    /** Pictures, model card and report of a run. */
    static void write(RunFolder run) {
        if (run.status() == Status.DONE) {
            switch (run.config().task()) {
                case CLASSIFICATION -> attempt(SAMPLES, () -> SamplePredictions.write(run));
                case SEGMENTATION -> attempt(SAMPLES, () -> SegmentationSamples.write(run));
                case DETECTION -> attempt(SAMPLES, () -> ObjectSamples.write(run));
            }
        }
        attempt("model card", () -> Reports.writeModelCard(run.path()));
        writeReport(run.path());
    }

    /** Report of a sweep. */
    static void write(SweepFolder sweep) {
        writeReport(sweep.path());
    }

    /** Report of a run or a sweep. */
    static void writeReport(Path folder) {
        attempt("report", () -> LOG.info("report: {}", Reports.write(folder)));
    }

    private static void attempt(String what, Runnable writing) {
        try {
            writing.run();
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            LOG.warn("no {}: {}", what, ErrorMessages.describe(e));
            LOG.debug("", e);
        }
    }
}
