package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.data.dense.Resizing;

import java.util.List;

/**
 * Semantic segmentation: the heads behind the backbone, what training crops, and how whole images are
 * evaluated. Training crops and windows have {@code data.imageSize}.
 *
 * @param layers the four layers whose outputs are used, counted from 0, the last of them the
 *     network's; empty: the last of each quarter
 * @param channels width of the decode head
 * @param auxiliaryChannels width of the auxiliary head
 * @param auxiliaryWeight factor of the auxiliary loss; 0: no such head
 * @param dropout rate before both classifiers
 * @param resize longer and shorter side that images are resized into, keeping their proportions;
 *     empty: they keep their size
 * @param resizing how images and labels are resized
 * @param ratio smallest and largest random factor of that size in training
 * @param maxClassShare of a training crop that one class may take; a crop with more is drawn again, up
 *     to ten times. 1: the first crop is taken
 * @param distortion whether brightness, contrast, saturation and hue of training images are changed
 * @param evaluation how images are cut for the network
 * @param windowStep pixels from one window to the next
 */
public record SegmentationTaskConfig(
        List<Integer> layers,
        int channels,
        int auxiliaryChannels,
        double auxiliaryWeight,
        double dropout,
        List<Integer> resize,
        Resizing resizing,
        List<Double> ratio,
        double maxClassShare,
        boolean distortion,
        Evaluation evaluation,
        int windowStep) {

    /** How images are cut for the network. */
    public enum Evaluation {
        /** In windows of the training crop's size; where they overlap, scores are averaged. */
        WINDOWS,
        /** Not at all: position embeddings are resampled to the image. */
        WHOLE
    }

    /** Checks the ranges. */
    public SegmentationTaskConfig {
        layers = List.copyOf(layers);
        resize = List.copyOf(resize);
        ratio = List.copyOf(ratio);
        Range.require(
                layers.isEmpty() || layers.size() == 4,
                "segmentation.layers",
                layers.toString(),
                "[] or four layers");
        Range.atLeast("segmentation.channels", 1, channels);
        Range.atLeast("segmentation.auxiliaryChannels", 1, auxiliaryChannels);
        Range.atLeast("segmentation.auxiliaryWeight", 0, auxiliaryWeight);
        Range.shareBelowOne("segmentation.dropout", dropout);
        Range.require(
                resize.isEmpty()
                        || resize.size() == 2
                                && resize.getLast() >= 1
                                && resize.getFirst() >= resize.getLast(),
                "segmentation.resize",
                resize.toString(),
                "[] or a longer and a shorter side");
        Range.require(
                ratio.size() == 2 && ratio.getFirst() > 0 && ratio.getFirst() <= ratio.getLast(),
                "segmentation.ratio",
                ratio.toString(),
                "two positive factors, ascending");
        Range.require(
                !resize.isEmpty() || ratio.equals(List.of(1.0, 1.0)),
                "segmentation.ratio",
                ratio.toString(),
                "[1, 1] where segmentation.resize is []");
        Range.require(
                maxClassShare > 0 && maxClassShare <= 1,
                "segmentation.maxClassShare",
                maxClassShare,
                "more than 0 and at most 1");
        Range.atLeast("segmentation.windowStep", 1, windowStep);
    }
}
