package dev.tornadovim.experiments.train;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.format.FashionMnist;
import dev.tornadovim.experiments.config.schema.DataConfig;
import dev.tornadovim.experiments.run.GitState;
import dev.tornadovim.experiments.run.Provenance;
import dev.tornadovim.experiments.run.RunException;
import dev.tornadovim.experiments.run.RunFolder;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.nio.file.Path;
import java.util.List;

/** Trains and evaluates the classifier of a run folder. */
public final class ClassificationRun {
    private static final Logger LOG = LogManager.getLogger(ClassificationRun.class);

    private final RunFolder run;

    /** The run of a folder that is there. */
    public ClassificationRun(RunFolder run) {
        this.run = run;
    }

    /**
     * Trains to the end of the schedule.
     *
     * @param resumed whether to go on from the last checkpoint
     */
    public void train(boolean resumed) {
        var training = open(run.config().data(), Split.TRAIN);
        var test = open(run.config().data(), Split.TEST);
        run.write(
                Provenance.collect(
                        GitState.of(Path.of("")),
                        run.config().seed(),
                        run.config().threadCount(),
                        run.config().engine().name(),
                        List.of(training.info(), test.info())));
        throw new RunException("training is not part of this build");
    }

    /** Evaluates the best checkpoint. */
    public void evaluate() {
        throw new RunException("evaluation is not part of this build");
    }

    private static Dataset open(DataConfig config, Split split) {
        var dataset =
                switch (config.name()) {
                    case FASHION_MNIST -> FashionMnist.open(config.folder(), split);
                };
        LOG.info("{}", dataset.info());
        return dataset;
    }
}
