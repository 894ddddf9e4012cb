package dev.tornadovim.experiments.train;

import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.OptimConfig;
import dev.tornadovim.experiments.config.schema.ScheduleConfig;
import dev.tornadovim.pipeline.train.CosineSchedule;
import dev.tornadovim.pipeline.train.OptimizerConfig;
import dev.tornadovim.pipeline.train.PolySchedule;
import dev.tornadovim.pipeline.train.Schedule;
import dev.tornadovim.pipeline.train.TrainingConfig;
import dev.tornadovim.pipeline.train.Warmup;

/** What a config says of the course of a training, of any task, as the pipeline takes it. */
public final class TrainingSetup {

    private TrainingSetup() {}

    /** How steps are computed. */
    public static TrainingConfig of(ExperimentConfig config) {
        OptimConfig optim = config.optim();
        return new TrainingConfig(
                config.seed(),
                config.train().batchSize(),
                config.train().microBatches(),
                new OptimizerConfig(
                        optim.learningRate(config.train().batchSize()),
                        optim.betas().get(0),
                        optim.betas().get(1),
                        optim.eps(),
                        optim.weightDecay(),
                        optim.clipNorm(),
                        optim.emaDecay()),
                schedule(config.schedule()),
                config.train().evalEvery(),
                config.train().checkpointSteps(),
                config.train().recompute());
    }

    /** The learning rate over the epochs. */
    public static Schedule schedule(ScheduleConfig config) {
        Warmup warmup =
                new Warmup(
                        config.warmupEpochs(), config.warmupSteps(), config.warmupLearningRate());
        return switch (config.kind()) {
            case COSINE ->
                    new CosineSchedule(
                            config.epochs(), warmup, config.minLearningRate(), config.update());
            case POLY ->
                    new PolySchedule(
                            config.epochs(), warmup, config.minLearningRate(), config.update());
        };
    }
}
