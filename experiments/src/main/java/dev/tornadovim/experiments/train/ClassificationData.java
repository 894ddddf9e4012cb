package dev.tornadovim.experiments.train;

import dev.tornadovim.data.Dataset;
import dev.tornadovim.data.Image;
import dev.tornadovim.data.Sample;
import dev.tornadovim.data.Split;
import dev.tornadovim.data.augment.CenterCrop;
import dev.tornadovim.data.augment.HorizontalFlip;
import dev.tornadovim.data.augment.ImageTransform;
import dev.tornadovim.data.augment.Mixup;
import dev.tornadovim.data.augment.Normalize;
import dev.tornadovim.data.augment.PixelTransform;
import dev.tornadovim.data.augment.Preprocessing;
import dev.tornadovim.data.augment.RandAugment;
import dev.tornadovim.data.augment.RandomCrop;
import dev.tornadovim.data.augment.RandomErasing;
import dev.tornadovim.data.augment.RandomResizedCrop;
import dev.tornadovim.data.augment.ToChannels;
import dev.tornadovim.data.decode.ImageDecoder;
import dev.tornadovim.data.format.Cifar;
import dev.tornadovim.data.format.FashionMnist;
import dev.tornadovim.data.format.ImageFolder;
import dev.tornadovim.data.format.ImageNet;
import dev.tornadovim.data.format.TarShards;
import dev.tornadovim.data.load.ClassificationBatch;
import dev.tornadovim.data.load.ClassificationFormat;
import dev.tornadovim.data.load.DataLoader;
import dev.tornadovim.data.load.LoaderOptions;
import dev.tornadovim.data.load.SampleOrder;
import dev.tornadovim.experiments.config.ConfigException;
import dev.tornadovim.experiments.config.schema.AugmentConfig;
import dev.tornadovim.experiments.config.schema.DataConfig;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.ScenesConfig;
import dev.tornadovim.experiments.config.schema.TaskData;
import dev.tornadovim.pipeline.inference.ImageStatistics;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The images of an experiment, and how they become batches. */
public final class ClassificationData {

    private static final Logger LOG = LogManager.getLogger(ClassificationData.class);

    /** Batches prepared ahead of the one in use. */
    private static final int PREFETCH = 2;

    private final ExperimentConfig config;

    /** The data of a config. */
    public ClassificationData(ExperimentConfig config) {
        this.config = config;
    }

    /** Opens a split, cut to the config's limit. */
    public Dataset<Sample> open(Split split) {
        DataConfig data = config.data();
        Dataset<Sample> dataset = whole(split).first(limit(data, split));
        LOG.info("{}", dataset.info());
        checkSize(dataset);
        return dataset;
    }

    /** Number of samples to use of a split, the first ones; 0 for all. */
    static int limit(DataConfig data, Split split) {
        return split == Split.TRAIN ? data.trainLimit() : data.testLimit();
    }

    /** Images that are not resized must have the size of the network's. */
    private void checkSize(Dataset<Sample> dataset) {
        DataConfig data = config.data();
        if (data.cropShare() > 0 || dataset.size() == 0) {
            return;
        }
        Image first = dataset.get(0).image();
        if (first.height() != data.imageSize() || first.width() != data.imageSize()) {
            throw new ConfigException(
                    "data.imageSize is %d, but images of %s have %d x %d pixels: data.cropShare=1 resizes them, with 0 they stay as they are"
                            .formatted(
                                    data.imageSize(),
                                    dataset.info().name(),
                                    first.width(),
                                    first.height()));
        }
    }

    private Dataset<Sample> whole(Split split) {
        DataConfig data = config.data();
        ImageDecoder decoder = new ImageDecoder(data.exifOrientation());
        return switch (data.name()) {
            case FASHION_MNIST -> FashionMnist.open(data.folder(), split);
            case CIFAR_10 -> Cifar.open(folder(), Cifar.Variant.CIFAR_10, split);
            case CIFAR_100 -> Cifar.open(folder(), Cifar.Variant.CIFAR_100, split);
            case IMAGE_FOLDER -> ImageFolder.open(folder(), split, decoder);
            case TAR_SHARDS -> TarShards.open(folder(), split, decoder);
            case IMAGENET -> ImageNet.open(folder(), split, decoder);
            case SCENES -> singleGarments(split);
            case ADE20K, MASK_FOLDER, COCO -> throw TaskData.refusal(config.task(), data.name());
        };
    }

    /** Scenes of one garment each, with its class. */
    private Dataset<Sample> singleGarments(Split split) {
        config.scenes()
                .map(ScenesConfig::count)
                .filter(count -> !count.equals(List.of(1, 1)))
                .ifPresent(
                        count -> {
                            throw new ConfigException(
                                    "scenes.count is %s, expected [1, 1] for task=classification: a scene's class is that of its only garment"
                                            .formatted(count));
                        });
        return DetectionData.scenes(config, split).singleObjects();
    }

    private Path folder() {
        return folder(config.data());
    }

    /**
     * The folder of data that must be told where they are.
     *
     * @throws ConfigException if it is not
     */
    public static Path folder(DataConfig data) {
        return data.folder()
                .orElseThrow(
                        () ->
                                new ConfigException(
                                        "data.dir is null, expected the folder of %s: data.dir=FOLDER"
                                                .formatted(
                                                        data.name()
                                                                .name()
                                                                .toLowerCase(Locale.ROOT))));
    }

    /** Augmented, mixed batches of the size that is computed at once. */
    DataLoader<?, ClassificationBatch> training(Dataset<Sample> dataset) {
        AugmentConfig augment = config.augment();
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
        SampleOrder order =
                augment.repeats() > 1
                        ? new SampleOrder.Repeated(augment.repeats())
                        : new SampleOrder.Shuffled();
        return DataLoader.training(
                dataset,
                new ClassificationFormat(
                        preprocessing(augmentation(augment), pixels),
                        mixup,
                        dataset.info().classes()),
                order,
                options(config.train().microBatchSize()));
    }

    /** Number of batches of an epoch, each of the size that is computed at once. */
    public int trainingBatches(Dataset<Sample> dataset) {
        try (DataLoader<?, ClassificationBatch> loader = training(dataset)) {
            return loader.batches();
        }
    }

    /** In the order of timm: crop, flip, RandAugment. */
    private List<ImageTransform> augmentation(AugmentConfig augment) {
        List<ImageTransform> images = new ArrayList<>();
        if (augment.resizedCrop().isEmpty()) {
            images.addAll(centreCrop());
        } else {
            images.add(
                    new RandomResizedCrop(
                            config.data().imageSize(),
                            augment.resizedCrop().getFirst(),
                            augment.resizedCrop().getLast(),
                            3.0 / 4,
                            4.0 / 3));
        }
        if (augment.cropPadding() > 0) {
            images.add(new RandomCrop(augment.cropPadding()));
        }
        if (augment.flip() > 0) {
            images.add(new HorizontalFlip(augment.flip()));
        }
        augment.randAugment()
                .ifPresent(notation -> images.add(RandAugment.parse(notation, normalize())));
        return images;
    }

    private List<ImageTransform> centreCrop() {
        DataConfig data = config.data();
        return data.cropShare() == 0
                ? List.of()
                : List.of(CenterCrop.keeping(data.imageSize(), data.cropShare()));
    }

    /** Every image once, only resized and cropped. */
    public DataLoader<?, ClassificationBatch> evaluation(Dataset<Sample> dataset) {
        return DataLoader.evaluation(
                dataset,
                new ClassificationFormat(
                        preprocessing(centreCrop(), List.of()), dataset.info().classes()),
                options(config.train().evalBatchSize()));
    }

    private Preprocessing preprocessing(List<ImageTransform> images, List<PixelTransform> pixels) {
        DataConfig data = config.data();
        int channels = data.mean().size();
        List<ImageTransform> all = new ArrayList<>();
        all.add(new ToChannels(channels));
        all.addAll(images);
        return new Preprocessing(
                channels, data.imageSize(), data.imageSize(), all, normalize(), pixels);
    }

    private Normalize normalize() {
        return statistics(config.data()).normalize();
    }

    /** Statistics of the channels. */
    static ImageStatistics statistics(DataConfig data) {
        return new ImageStatistics(data.mean(), data.deviation());
    }

    private LoaderOptions options(int batchSize) {
        return options(config, batchSize);
    }

    /** How batches of a size are prepared. */
    static LoaderOptions options(ExperimentConfig config, int batchSize) {
        return new LoaderOptions(
                batchSize,
                config.threadCount(),
                PREFETCH,
                config.seed(),
                config.data().skipLimit());
    }
}
