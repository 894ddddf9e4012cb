package dev.tornadovim.experiments.config.schema;

import dev.tornadovim.pipeline.setting.Setting;

import java.util.List;

/**
 * Object detection and instance segmentation: the heads behind the backbone, what they learn from and
 * what is reported. Images are fitted into a square of {@code data.imageSize}.
 *
 * @param pyramid scales of the backbone's map: 4, 2, 1, 0.5 or consecutive ones of these
 * @param channels of the pyramid
 * @param proposalConvolutions 3×3 layers of the proposal network
 * @param anchorSizes square roots of anchors' areas in pixels, one for each scale of the pyramid and
 *     one more
 * @param anchorRatios height over width of anchors
 * @param anchorSamples anchors of an image that are learned from
 * @param beforeSuppression best boxes of a level that suppression of duplicates sees: in training,
 *     otherwise
 * @param proposals boxes of an image for the box heads: in training, otherwise
 * @param samples proposals of an image that are learned from
 * @param overlaps with an object that make a box an example of it, one for each stage of the cascade
 * @param boxConvolutions 3×3 layers of a box head
 * @param boxChannels of these
 * @param boxHidden width of its fully connected layer
 * @param maskConvolutions 3×3 layers of the mask head
 * @param maskChannels of these
 * @param canonicalSize of a box, in pixels, that takes its features from stride 2^canonicalLevel
 * @param canonicalLevel see there
 * @param scale smallest and largest random size of training images, as a share of the square
 * @param score of the least certain detection
 * @param detections of an image at most
 */
public record DetectionTaskConfig(
        List<Double> pyramid,
        int channels,
        int proposalConvolutions,
        List<Double> anchorSizes,
        List<Double> anchorRatios,
        int anchorSamples,
        List<Integer> beforeSuppression,
        List<Integer> proposals,
        int samples,
        List<Double> overlaps,
        int boxConvolutions,
        int boxChannels,
        int boxHidden,
        int maskConvolutions,
        int maskChannels,
        double canonicalSize,
        int canonicalLevel,
        List<Double> scale,
        double score,
        int detections) {

    /** Checks the ranges. */
    public DetectionTaskConfig {
        pyramid = List.copyOf(pyramid);
        anchorSizes = List.copyOf(anchorSizes);
        anchorRatios = List.copyOf(anchorRatios);
        beforeSuppression = List.copyOf(beforeSuppression);
        proposals = List.copyOf(proposals);
        overlaps = List.copyOf(overlaps);
        scale = List.copyOf(scale);
        Setting.atLeast("channels", 1, channels);
        Setting.atLeast("proposalConvolutions", 1, proposalConvolutions);
        Setting.require(
                anchorSizes.size() == pyramid.size() + 1
                        && anchorSizes.stream().allMatch(size -> size > 0),
                "anchorSizes",
                anchorSizes.toString(),
                "%d sizes in pixels, one more than detection.pyramid has scales"
                        .formatted(pyramid.size() + 1));
        Setting.require(
                !anchorRatios.isEmpty() && anchorRatios.stream().allMatch(ratio -> ratio > 0),
                "anchorRatios",
                anchorRatios.toString(),
                "at least one, all positive");
        Setting.atLeast("anchorSamples", 2, anchorSamples);
        requireCounts("beforeSuppression", beforeSuppression);
        requireCounts("proposals", proposals);
        Setting.atLeast("samples", 4, samples);
        Setting.require(
                !overlaps.isEmpty() && overlaps.stream().allMatch(o -> o > 0 && o < 1),
                "overlaps",
                overlaps.toString(),
                "at least one, all between 0 and 1");
        Setting.atLeast("boxConvolutions", 0, boxConvolutions);
        Setting.atLeast("boxChannels", 1, boxChannels);
        Setting.atLeast("boxHidden", 1, boxHidden);
        Setting.atLeast("maskConvolutions", 0, maskConvolutions);
        Setting.atLeast("maskChannels", 1, maskChannels);
        Setting.positive("canonicalSize", canonicalSize);
        Setting.atLeast("canonicalLevel", 0, canonicalLevel);
        Setting.require(
                scale.size() == 2 && scale.getFirst() > 0 && scale.getFirst() <= scale.getLast(),
                "scale",
                scale.toString(),
                "two positive factors, ascending");
        Setting.shareBelowOne("score", score);
        Setting.atLeast("detections", 1, detections);
    }

    private static void requireCounts(String key, List<Integer> counts) {
        Setting.require(
                counts.size() == 2 && counts.stream().allMatch(count -> count > 0),
                key,
                counts.toString(),
                "two positive numbers: in training, otherwise");
    }
}
