package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.data.dense.Resizing;
import dev.tornadovim.pipeline.setting.Setting;

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
        Setting.require(
                layers.isEmpty() || layers.size() == 4,
                "layers",
                layers.toString(),
                "[] or four layers");
        Setting.atLeast("channels", 1, channels);
        Setting.atLeast("auxiliaryChannels", 1, auxiliaryChannels);
        Setting.atLeast("auxiliaryWeight", 0, auxiliaryWeight);
        Setting.shareBelowOne("dropout", dropout);
        Setting.require(
                resize.isEmpty()
                        || resize.size() == 2
                                && resize.getLast() >= 1
                                && resize.getFirst() >= resize.getLast(),
                "resize",
                resize.toString(),
                "[] or a longer and a shorter side");
        Setting.require(
                ratio.size() == 2 && ratio.getFirst() > 0 && ratio.getFirst() <= ratio.getLast(),
                "ratio",
                ratio.toString(),
                "two positive factors, ascending");
        Setting.require(
                !resize.isEmpty() || ratio.equals(List.of(1.0, 1.0)),
                "ratio",
                ratio.toString(),
                "[1, 1] where segmentation.resize is []");
        Setting.require(
                maxClassShare > 0 && maxClassShare <= 1,
                "maxClassShare",
                maxClassShare,
                "more than 0 and at most 1");
        Setting.atLeast("windowStep", 1, windowStep);
    }
}
