package dev.tornadovim.pipeline.inference;

import dev.tornadovim.data.augment.CenterCrop;
import dev.tornadovim.data.augment.Preprocessing;
import dev.tornadovim.data.augment.Resampler.Interpolation;
import dev.tornadovim.data.augment.ToChannels;
import dev.tornadovim.pipeline.model.NetworkConfig;

import java.util.List;

/**
 * Describes a classifier. An image's shorter side is resized to the network's size over {@code
 * cropPct}, and the center of the network's size is cut out, as in evaluation.
 *
 * @param network the network; its image is square
 * @param cropPct share of the resized image's shorter side that the crop keeps, 0.875 for 224 of 256
 * @param interpolation how images are resized; only bicubic with antialiasing is supported
 * @param statistics that images are normalized with, as many channels as the network has
 */
public record ClassificationMetadata(
        NetworkConfig network,
        double cropPct,
        Interpolation interpolation,
        ImageStatistics statistics)
        implements ModelMetadata {

    /** Checks that the parts fit together. */
    public ClassificationMetadata {
        Descriptions.requireChannels(network, statistics);
        if (network.imageHeight() != network.imageWidth()) {
            throw new IllegalArgumentException(
                    "images of %d x %d pixels, expected square ones"
                            .formatted(network.imageWidth(), network.imageHeight()));
        }
        if (!(cropPct > 0 && cropPct <= 1)) {
            throw new IllegalArgumentException(
                    "cropPct must be above 0 and at most 1, got " + cropPct);
        }
        if (interpolation != Interpolation.BICUBIC) {
            throw new IllegalArgumentException(
                    "interpolation must be BICUBIC, got " + interpolation);
        }
    }

    /**
     * The description of public checkpoints: bicubic, center crop of 0.875, statistics of ImageNet.
     *
     * @throws IllegalArgumentException if the network does not take color images
     */
    public static ClassificationMetadata published(NetworkConfig network) {
        return new ClassificationMetadata(
                network, CenterCrop.CROP_PCT, Interpolation.BICUBIC, ImageStatistics.IMAGENET);
    }

    @Override
    public NetworkConfig backbone() {
        return network;
    }

    @Override
    public ClassificationMetadata withImageSize(int size) {
        return withNetwork(network.withImage(size, size));
    }

    /** The same preprocessing for another network. */
    ClassificationMetadata withNetwork(NetworkConfig other) {
        return new ClassificationMetadata(other, cropPct, interpolation, statistics);
    }

    /** How an image of any size is prepared. */
    public Preprocessing preprocessing() {
        int size = network.imageHeight();
        int channels = statistics.channels();
        return new Preprocessing(
                channels,
                size,
                size,
                List.of(new ToChannels(channels), CenterCrop.keeping(size, cropPct)),
                statistics.normalize(),
                List.of());
    }
}
