package dev.tornadovim.pipeline.inference;

import dev.tornadovim.data.Image;
import dev.tornadovim.data.augment.SampleRandom;
import dev.tornadovim.data.augment.ToChannels;
import dev.tornadovim.data.dense.ImageScale;
import dev.tornadovim.data.dense.Resizing;
import dev.tornadovim.kernels.engine.Engine;
import dev.tornadovim.pipeline.model.NetworkConfig;
import dev.tornadovim.pipeline.segmentation.SegmentationConfig;
import dev.tornadovim.pipeline.segmentation.Segmenter;

import java.util.List;
import java.util.OptionalInt;

/**
 * Describes a segmentation network. An image is resized with its proportions kept and cut into windows
 * of the network's size.
 *
 * @param network the network; its image is a window
 * @param resize longer and shorter side that images are fitted into, in pixels; empty: they keep their
 *     size
 * @param resizing how they are resized
 * @param windowStep pixels from one window to the next; 0: images are not cut
 * @param statistics that images are normalized with, as many channels as the network has
 */
public record SegmentationMetadata(
        SegmentationConfig network,
        List<Integer> resize,
        Resizing resizing,
        int windowStep,
        ImageStatistics statistics)
        implements ModelMetadata {

    /** Checks that the parts fit together. */
    public SegmentationMetadata {
        resize = List.copyOf(resize);
        Descriptions.requireChannels(network.backbone(), statistics);
        if (!resize.isEmpty() && resize.size() != 2) {
            throw new IllegalArgumentException(
                    "resize must be a longer and a shorter side or empty, got " + resize);
        }
        if (windowStep < 0) {
            throw new IllegalArgumentException("windowStep must be at least 0, got " + windowStep);
        }
    }

    @Override
    public NetworkConfig backbone() {
        return network.backbone();
    }

    @Override
    public SegmentationMetadata withImageSize(int size) {
        return new SegmentationMetadata(
                network.withImage(size, size), resize, resizing, windowStep, statistics);
    }

    /** Prepares an image of any size for the segmenter: channels and size, not the normalization. */
    public Image prepare(Image image) {
        Image channels = new ToChannels(statistics.channels()).apply(image, SampleRandom.unused());
        return ImageScale.of(resize, resizing).map(scale -> scale.apply(channels)).orElse(channels);
    }

    /**
     * A segmenter without weights.
     *
     * @param batch windows that are computed together
     */
    public Segmenter segmenter(Engine engine, int batch) {
        OptionalInt step = windowStep == 0 ? OptionalInt.empty() : OptionalInt.of(windowStep);
        return new Segmenter(network, engine, statistics.normalize(), step, batch);
    }
}
