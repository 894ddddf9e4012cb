package dev.tornadovim.experiments.train;

import dev.tornadovim.data.Split;
import dev.tornadovim.data.dense.AdeFolder;
import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.schema.DataConfig;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.SegmentationTaskConfig;
import dev.tornadovim.experiments.config.schema.SegmentationTaskConfig.Evaluation;
import dev.tornadovim.pipeline.inference.SegmentationMetadata;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.segmentation.SegmentationConfig;
import dev.tornadovim.pipeline.segmentation.SegmentationModel;
import dev.tornadovim.pipeline.segmentation.SegmentationTask;

import java.util.List;

/** What a config says of a segmentation network, as the pipeline takes it. */
public final class SegmentationSetup {

    private SegmentationSetup() {}

    /** The section of the task, which its configs have. */
    static SegmentationTaskConfig section(ExperimentConfig config) {
        return config.segmentation().orElseThrow();
    }

    /**
     * The network, without weights. Where the number of classes follows from the name of
     * the data, that data need not be there.
     */
    public static SegmentationModel network(ExperimentConfig config) {
        return SegmentationModel.allocate(
                network(config, classes(config)), config.optim().decayRule());
    }

    private static int classes(ExperimentConfig config) {
        boolean needsFolder =
                config.data().name() != DataConfig.Name.ADE20K || config.data().dir().isPresent();
        return needsFolder
                ? new SegmentationData(config).open(Split.TRAIN).info().classes()
                : AdeFolder.ade20kClasses().size();
    }

    /** How the network is trained. */
    public static SegmentationTask task(ExperimentConfig config, SegmentationModel model) {
        return new SegmentationTask(
                model, config.finetune().freeze(), config.finetune().layerDecay());
    }

    /** The network for a number of classes. */
    public static SegmentationConfig network(ExperimentConfig config, int classes) {
        try {
            return unchecked(config, classes);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage(), e);
        }
    }

    private static SegmentationConfig unchecked(ExperimentConfig config, int classes) {
        SegmentationTaskConfig task = section(config);
        NetworkConfig backbone = ClassificationSetup.config(config, 1);
        List<Integer> layers =
                task.layers().isEmpty()
                        ? SegmentationConfig.quarters(backbone.depth())
                        : task.layers();
        return new SegmentationConfig(
                backbone,
                layers,
                task.channels(),
                SegmentationConfig.POOL_SCALES,
                task.auxiliaryChannels(),
                (float) task.auxiliaryWeight(),
                (float) task.dropout(),
                classes);
    }

    /** Describes the network, and how images are prepared and cut for it. */
    public static SegmentationMetadata metadata(
            ExperimentConfig config, SegmentationConfig network) {
        SegmentationTaskConfig task = section(config);
        return new SegmentationMetadata(
                network,
                task.resize(),
                task.resizing(),
                task.evaluation() == Evaluation.WINDOWS ? task.windowStep() : 0,
                ClassificationData.statistics(config.data()));
    }
}
