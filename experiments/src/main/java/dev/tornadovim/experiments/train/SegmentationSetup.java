package dev.tornadovim.experiments.train;

import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.schema.DataConfig;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.SegmentationTaskConfig;
import dev.tornadovim.experiments.config.schema.SegmentationTaskConfig.Evaluation;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.segmentation.SegmentationConfig;
import dev.tornadovim.pipeline.segmentation.Segmenter;

import java.util.List;
import java.util.OptionalInt;

/** What a config says of a segmentation network, as the pipeline takes it. */
public final class SegmentationSetup {

    private SegmentationSetup() {}

    /** The section of the task. */
    static SegmentationTaskConfig task(ExperimentConfig config) {
        return config.segmentation()
                .orElseThrow(
                        () ->
                                new ConfigException(
                                        "task=segmentation needs the section segmentation, as in"
                                                + " _base_/segmentation.yaml"));
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
        SegmentationTaskConfig task = task(config);
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
        SegmentationTaskConfig task = task(config);
        OptionalInt step =
                task.evaluation() == Evaluation.WINDOWS
                        ? OptionalInt.of(task.windowStep())
                        : OptionalInt.empty();
        return new Segmenter(
                network, engine, ClassificationData.normalize(config.data()), step, batch);
    }
}
