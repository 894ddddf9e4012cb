package dev.tornadovim.experiments.train;

import dev.tornadovim.data.Split;
import dev.tornadovim.data.augment.Resampler.Interpolation;
import dev.tornadovim.experiments.config.schema.DataConfig;
import dev.tornadovim.experiments.config.schema.ExperimentConfig;
import dev.tornadovim.experiments.config.schema.TaskData;
import dev.tornadovim.pipeline.inference.ClassificationMetadata;
import dev.tornadovim.pipeline.model.ImageClassifier;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.train.ClassifierTask;

/** What a config says of a classifier, as the pipeline takes it. */
public final class ClassificationSetup {

    private ClassificationSetup() {}

    /** The network for a number of classes; its parameters are not yet set. */
    static ImageClassifier network(ExperimentConfig config, int classes) {
        DataConfig images = config.data();
        return config.model()
                .network(images.imageSize(), images.imageSize(), images.mean().size(), classes)
                .classifier();
    }

    /**
     * The network, without weights. Where the number of classes follows from the name of
     * the data, that data need not be there.
     */
    public static ImageClassifier network(ExperimentConfig config) {
        return network(config, classes(config));
    }

    private static int classes(ExperimentConfig config) {
        return switch (config.data().name()) {
            case FASHION_MNIST, SCENES, CIFAR_10 -> 10;
            case CIFAR_100 -> 100;
            case IMAGENET -> 1000;
            case IMAGE_FOLDER, TAR_SHARDS ->
                    new ClassificationData(config).open(Split.TRAIN).info().classes();
            case ADE20K, MASK_FOLDER, COCO ->
                    throw TaskData.refusal(config.task(), config.data().name());
        };
    }

    /** The configuration of the network for a number of classes; of a dense task, of its backbone. */
    static NetworkConfig config(ExperimentConfig config, int classes) {
        DataConfig images = config.data();
        int size = images.imageSize();
        return config.model().network(size, size, images.mean().size(), classes);
    }

    /**
     * Describes the classifier. Where evaluation does not resize, the shorter side of other images
     * becomes the image size.
     */
    public static ClassificationMetadata metadata(ExperimentConfig config, NetworkConfig network) {
        double cropShare = config.data().cropShare();
        return new ClassificationMetadata(
                network,
                cropShare == 0 ? 1 : cropShare,
                Interpolation.BICUBIC,
                ClassificationData.statistics(config.data()));
    }

    /** What is trained of the network, and how fast. */
    public static ClassifierTask task(ExperimentConfig config, ImageClassifier model) {
        return new ClassifierTask(
                model, config.finetune().freeze(), config.finetune().layerDecay());
    }
}
