package dev.tornadovim.experiments.train;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.augment.HorizontalFlip;
import dev.tornadovim.data.augment.ImageTransform;
import dev.tornadovim.data.augment.Mixup;
import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.data.augment.PixelTransform;
import dev.tornadovim.data.augment.Preprocessing;
import dev.tornadovim.data.augment.RandomCrop;
import dev.tornadovim.data.augment.RandomErasing;
import dev.tornadovim.data.format.FashionMnist;
import dev.tornadovim.data.load.BatchLoader;
import dev.tornadovim.data.load.LoaderOptions;
import dev.tornadovim.data.load.SampleOrder;
import dev.tornadovim.experiments.config.schema.AugmentConfig;
import dev.tornadovim.experiments.config.schema.DataConfig;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.util.ArrayList;
import java.util.List;

/** The images of an experiment, and how they become batches. */
final class ClassificationData {

    private static final Logger LOG = LogManager.getLogger(ClassificationData.class);

    private final ExperimentConfig config;

    ClassificationData(ExperimentConfig config) {
        this.config = config;
    }

    /** Opens a split, cut to the config's limit. */
    Dataset open(Split split) {
        DataConfig data = config.data();
        Dataset whole =
                switch (data.name()) {
                    case FASHION_MNIST -> FashionMnist.open(data.folder(), split);
                };
        int limit = split == Split.TRAIN ? data.trainLimit() : data.testLimit();
        Dataset dataset =
                limit > 0 && limit < whole.size() ? new LimitedDataset(whole, limit) : whole;
        LOG.info("{}", dataset.info());
        return dataset;
    }

    /** Augmented, mixed batches of the size that is computed at once. */
    BatchLoader training(Dataset dataset) {
        AugmentConfig augment = config.augment();
        List<ImageTransform> images = new ArrayList<>();
        if (augment.cropPadding() > 0) {
            images.add(new RandomCrop(augment.cropPadding()));
        }
        if (augment.flip() > 0) {
            images.add(new HorizontalFlip(augment.flip()));
        }
        List<PixelTransform> pixels = new ArrayList<>();
        if (augment.erasing() > 0) {
            pixels.add(new RandomErasing(augment.erasing(), augment.erasingFill()));
        }
        Mixup mixup =
                new Mixup(
                        augment.mixup(),
                        augment.cutmix(),
                        augment.mixProbability(),
                        augment.mixSwitch(),
                        config.optim().labelSmoothing());
        return BatchLoader.training(
                dataset,
                preprocessing(images, pixels),
                mixup,
                new SampleOrder.Shuffled(),
                options(config.train().microBatchSize()));
    }

    /** Every image once, unchanged. */
    BatchLoader evaluation(Dataset dataset) {
        return BatchLoader.evaluation(
                dataset,
                preprocessing(List.of(), List.of()),
                options(config.train().evalBatchSize()));
    }

    private Preprocessing preprocessing(List<ImageTransform> images, List<PixelTransform> pixels) {
        DataConfig data = config.data();
        Normalize normalize = new Normalize(floats(data.mean()), floats(data.deviation()));
        int channels = data.mean().size();
        return new Preprocessing(
                channels, data.imageSize(), data.imageSize(), images, normalize, pixels);
    }

    private LoaderOptions options(int batchSize) {
        return new LoaderOptions(batchSize, config.threadCount(), config.seed());
    }

    private static float[] floats(List<Double> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i).floatValue();
        }
        return array;
    }
}
