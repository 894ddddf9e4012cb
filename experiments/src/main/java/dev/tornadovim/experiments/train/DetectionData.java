package dev.tornadovim.experiments.train;

import dev.tornadovim.data.Split;
import dev.tornadovim.data.coco.CocoDataset;
import dev.tornadovim.data.coco.DetectionBatch;
import dev.tornadovim.data.coco.DetectionPreprocessing;
import dev.tornadovim.data.coco.LargeScaleJitter;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.load.DataLoader;
import dev.tornadovim.data.load.SampleOrder;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.TaskData;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.nio.file.Path;
import java.util.List;

/** Images with annotated objects, and how they become batches. */
public final class DetectionData {

    private static final Logger LOG = LogManager.getLogger(DetectionData.class);

    private final ExperimentConfig config;

    /** The data of a config. */
    public DetectionData(ExperimentConfig config) {
        this.config = config;
    }

    /** Opens a split, cut to the config's limit; images without objects are not learned from. */
    public CocoDataset open(Split split) {
        var whole = whole(split);
        var images = whole.first(ClassificationData.limit(config.data(), split));
        LOG.info("{}", images.info());
        if (whole.annotations().annotations().isEmpty()) {
            LOG.warn("{}: no annotations: average precision is undefined", images.info().name());
        }
        return images;
    }

    private CocoDataset whole(Split split) {
        boolean training = split == Split.TRAIN;
        ImageDecoder decoder = new ImageDecoder(config.data().exifOrientation());
        return switch (config.data().name()) {
            case SCENES -> scenes(config, split);
            case COCO -> {
                Path folder = ClassificationData.folder(config.data());
                String part = training ? "train2017" : "val2017";
                yield CocoDataset.open(
                        folder.resolve("annotations").resolve("instances_" + part + ".json"),
                        folder.resolve(part),
                        decoder,
                        !training);
            }
            default -> throw TaskData.refusal(config.task(), config.data().name());
        };
    }

    /** Scenes with their objects; those to learn from have at least one. */
    static CocoDataset scenes(ExperimentConfig config, Split split) {
        Path folder = SceneFolder.of(config);
        return CocoDataset.open(
                folder.resolve("annotations", "instances_" + split.part() + ".json"),
                folder.resolve("images", split.part()),
                new ImageDecoder(),
                split == Split.TEST);
    }

    /** Augmented batches of the size that is computed at once. */
    public DataLoader<?, DetectionBatch> training(CocoDataset data) {
        List<Double> scale = DetectionSetup.task(config).scale();
        var jitter =
                new LargeScaleJitter(
                        config.data().imageSize(),
                        scale.getFirst(),
                        scale.getLast(),
                        config.augment().flip());
        return DataLoader.training(
                data,
                new DetectionPreprocessing(
                        config.data().mean().size(),
                        config.data().imageSize(),
                        jitter,
                        ClassificationData.statistics(config.data()).normalize()),
                new SampleOrder.Shuffled(),
                ClassificationData.options(config, config.train().microBatchSize()));
    }

    /** Number of those batches of an epoch. */
    public int trainingBatches(CocoDataset data) {
        try (DataLoader<?, DetectionBatch> loader = training(data)) {
            return loader.batches();
        }
    }

    /** Every image once, fitted into the square. */
    public DataLoader<?, DetectionBatch> evaluation(CocoDataset data) {
        return DataLoader.evaluation(
                data,
                DetectionSetup.metadata(config, data.info().classes()).preprocessing(),
                ClassificationData.options(config, config.train().evalBatchSize()));
    }
}
