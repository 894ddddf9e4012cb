package dev.tornadovim.pipeline.inference;

import dev.tornadovim.data.coco.DetectionPreprocessing;
import dev.tornadovim.data.coco.PlacementRule;
import dev.tornadovim.pipeline.detection.DetectionConfig;
import dev.tornadovim.pipeline.model.NetworkConfig;

/**
 * Describes a detector. An image is fitted into the network's square with its proportions kept; the
 * rest of the square is padding.
 *
 * @param backbone the network behind the heads; its image is the square
 * @param heads everything behind the backbone
 * @param statistics that images are normalized with, as many channels as the network has
 */
public record DetectionMetadata(
        NetworkConfig backbone, DetectionConfig heads, ImageStatistics statistics)
        implements ModelMetadata {

    /** Checks that the parts fit together. */
    public DetectionMetadata {
        Descriptions.requireChannels(backbone, statistics);
    }

    @Override
    public DetectionMetadata withImageSize(int size) {
        return new DetectionMetadata(backbone.withImage(size, size), heads, statistics);
    }

    /** How an image of any size is prepared. */
    public DetectionPreprocessing preprocessing() {
        int size = backbone.imageHeight();
        return new DetectionPreprocessing(
                statistics.channels(),
                size,
                PlacementRule.shortestSide(size, size),
                statistics.normalize());
    }
}
