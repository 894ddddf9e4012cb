package dev.tornadovim.experiments.train;

import dev.tornadovim.experiments.run.RunFolder;
import dev.tornadovim.pipeline.train.RunControl;

import java.io.PrintStream;

/** Trains and evaluates the network of a run folder, whatever its task. */
public interface TaskRun {

    /** The run of a folder that is there. */
    static TaskRun of(RunFolder run) {
        return switch (run.config().task()) {
            case CLASSIFICATION -> new ClassificationRun(run);
            case SEGMENTATION -> new SegmentationRun(run);
            case DETECTION -> new DetectionRun(run);
        };
    }

    /**
     * Trains to the end of the schedule.
     *
     * @param resumed whether to go on from the last checkpoint, or from the start where there is none
     * @param control asked between steps whether to save or to stop
     * @throws dev.tornadovim.pipeline.train.TrainingStoppedException if it was to stop
     */
    void train(boolean resumed, PrintStream out, RunControl control);

    /**
     * Evaluates the weights of the best checkpoint, and those of the average where there is one.
     *
     * @param control asked between batches whether to stop; the figures are those of the images so far
     */
    void evaluate(RunControl control);
}
