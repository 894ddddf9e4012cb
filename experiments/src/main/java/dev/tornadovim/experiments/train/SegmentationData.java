package dev.tornadovim.experiments.train;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.data.augment.PhotometricDistortion;
import dev.tornadovim.data.augment.ToChannels;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.dense.AdeFolder;
import dev.tornadovim.data.dense.ImageScale;
import dev.tornadovim.data.dense.MaskFolder;
import dev.tornadovim.data.dense.RandomCropLabels;
import dev.tornadovim.data.dense.RandomScale;
import dev.tornadovim.data.dense.SegmentationBatch;
import dev.tornadovim.data.dense.SegmentationPreprocessing;
import dev.tornadovim.data.dense.SegmentationSample;
import dev.tornadovim.data.dense.SegmentationTransform;
import dev.tornadovim.data.load.DataLoader;
import dev.tornadovim.data.load.SampleOrder;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.SegmentationTaskConfig;
import dev.tornadovim.experiments.config.schema.TaskData;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Images with a class for each pixel, and how they become batches. */
public final class SegmentationData {

    private static final Logger LOG = LogManager.getLogger(SegmentationData.class);

    private final ExperimentConfig config;
    private final SegmentationTaskConfig task;

    /** The data of a config. */
    public SegmentationData(ExperimentConfig config) {
        this.config = config;
        this.task = SegmentationSetup.section(config);
    }

    /** Opens a split, cut to the config's limit. */
    public Dataset<SegmentationSample> open(Split split) {
        var dataset = whole(split).first(ClassificationData.limit(config.data(), split));
        LOG.info("{}", dataset.info());
        return dataset;
    }

    private Dataset<SegmentationSample> whole(Split split) {
        ImageDecoder decoder = new ImageDecoder(config.data().exifOrientation());
        return switch (config.data().name()) {
            case SCENES -> AdeFolder.open(SceneFolder.of(config), split, decoder);
            case ADE20K -> AdeFolder.open(ClassificationData.folder(config.data()), split, decoder);
            case MASK_FOLDER ->
                    MaskFolder.open(ClassificationData.folder(config.data()), split, decoder);
            default -> throw TaskData.refusal(config.task(), config.data().name());
        };
    }

    /** Augmented batches of the size that is computed at once, in mmsegmentation's order. */
    public DataLoader<?, SegmentationBatch> training(Dataset<SegmentationSample> dataset) {
        int size = config.data().imageSize();
        List<SegmentationTransform> transforms = new ArrayList<>();
        transforms.add(SegmentationTransform.ofColors(new ToChannels(channels())));
        scale().ifPresent(
                        scale ->
                                transforms.add(
                                        new RandomScale(
                                                scale,
                                                task.ratio().getFirst(),
                                                task.ratio().getLast())));
        transforms.add(new RandomCropLabels(size, size, task.maxClassShare()));
        if (config.augment().flip() > 0) {
            transforms.add(SegmentationTransform.flip(config.augment().flip()));
        }
        if (task.distortion()) {
            transforms.add(SegmentationTransform.ofColors(new PhotometricDistortion()));
        }
        return DataLoader.training(
                dataset,
                new SegmentationPreprocessing(channels(), size, size, transforms, normalize()),
                new SampleOrder.Shuffled(),
                ClassificationData.options(config, config.train().microBatchSize()));
    }

    /** Number of batches of an epoch, each of the size that is computed at once. */
    public int trainingBatches(Dataset<SegmentationSample> dataset) {
        try (DataLoader<?, SegmentationBatch> loader = training(dataset)) {
            return loader.batches();
        }
    }

    /** Statistics of the channels. */
    public Normalize normalize() {
        return ClassificationData.statistics(config.data()).normalize();
    }

    private int channels() {
        return config.data().mean().size();
    }

    private Optional<ImageScale> scale() {
        return ImageScale.of(task.resize(), task.resizing());
    }
}
