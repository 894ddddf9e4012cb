package dev.tornadovim.experiments.train;

import dev.tornadovim.data.Split;
import dev.tornadovim.data.dense.AdeFolder;
import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.schema.DataConfig;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.SegmentationTaskConfig;
import dev.tornadovim.experiments.config.schema.SegmentationTaskConfig.Evaluation;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.segmentation.SegmentationConfig;
import dev.tornadovim.pipeline.segmentation.SegmentationModel;
import dev.tornadovim.pipeline.segmentation.SegmentationTask;
import dev.tornadovim.pipeline.segmentation.Segmenter;

import java.util.List;
import java.util.OptionalInt;

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
     *
     * @param recompute whether layers are computed again on the way back, to save memory
     */
    public static SegmentationModel network(ExperimentConfig config, boolean recompute) {
        return SegmentationModel.allocate(
                network(config, classes(config)), recompute, config.optim().decayRule());
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
        DataConfig images = config.data();
        NetworkConfig backbone =
                config.model()
                        .network(images.imageSize(), images.imageSize(), images.mean().size(), 1);
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

    /** A segmenter that cuts images as the config says; without weights. */
    public static Segmenter segmenter(
            ExperimentConfig config, SegmentationConfig network, Engine engine, int batch) {
        SegmentationTaskConfig task = section(config);
        OptionalInt step =
                task.evaluation() == Evaluation.WINDOWS
                        ? OptionalInt.of(task.windowStep())
                        : OptionalInt.empty();
        return new Segmenter(
                network, engine, ClassificationData.normalize(config.data()), step, batch);
    }
}
