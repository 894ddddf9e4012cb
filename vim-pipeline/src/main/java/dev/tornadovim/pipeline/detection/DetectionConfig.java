package dev.tornadovim.pipeline.detection;

import dev.tornadovim.pipeline.detection.box.LabelSampler;
import dev.tornadovim.pipeline.detection.box.LevelAssignment;
import dev.tornadovim.pipeline.detection.box.Matcher;

import java.util.List;

/**
 * Every choice that shapes the detector behind the backbone. {@link #vitDet} has ViTDet's values;
 * {@code with…} methods change parts of it.
 *
 * @param classes kinds of objects
 * @param pyramid feature maps of several scales
 * @param proposals region proposal network
 * @param boxes the box heads, one a stage of the cascade
 * @param masks the mask head
 * @param output what is reported of an image
 */
public record DetectionConfig(
        int classes,
        Pyramid pyramid,
        Proposals proposals,
        BoxHeads boxes,
        Masks masks,
        Output output) {

    /** Checks what the parts have to agree on. */
    public DetectionConfig {
        require(classes > 0, "detection needs at least one class, not " + classes);
        int levels = pyramid.scales().size() + 1;
        require(
                proposals.anchorSizes().size() == levels,
                "anchor sizes of %d levels, but the pyramid has %d: scales %s and one by max pooling"
                        .formatted(proposals.anchorSizes().size(), levels, pyramid.scales()));
    }

    /**
     * The simple feature pyramid: the backbone's last map, resized.
     *
     * @param scales of the maps, 4, 2, 1, 0.5 or consecutive ones of these, from the largest
     * @param channels of every map
     */
    public record Pyramid(List<Double> scales, int channels) {
        /** Checks the scales. */
        public Pyramid {
            scales = List.copyOf(scales);
            List<Double> all = List.of(4.0, 2.0, 1.0, 0.5);
            int from = scales.isEmpty() ? -1 : all.indexOf(scales.getFirst());
            require(
                    from >= 0
                            && from + scales.size() <= all.size()
                            && all.subList(from, from + scales.size()).equals(scales),
                    "pyramid scales must be consecutive ones of 4, 2, 1, 0.5, not " + scales);
            require(channels > 0, "pyramid channels must be positive, not " + channels);
        }
    }

    /**
     * The region proposal network.
     *
     * @param convolutions 3×3 layers before the predictions
     * @param anchorSizes square roots of anchors' areas in pixels, a list a level
     * @param ratios height over width of anchors
     * @param matcher labels of anchors by overlap
     * @param sampler which anchors of an image are learned from
     * @param beforeSuppression best boxes of a level that suppression sees: in training, otherwise
     * @param afterSuppression proposals of an image: in training, otherwise
     * @param overlap largest overlap of two proposals of a level
     */
    public record Proposals(
            int convolutions,
            List<List<Double>> anchorSizes,
            List<Double> ratios,
            Matcher matcher,
            LabelSampler sampler,
            Counts beforeSuppression,
            Counts afterSuppression,
            float overlap) {
        /** Copies the lists. */
        public Proposals {
            anchorSizes = anchorSizes.stream().map(List::copyOf).toList();
            ratios = List.copyOf(ratios);
            require(convolutions > 0, "the proposal network needs a convolution");
        }
    }

    /**
     * A number in training and one otherwise.
     *
     * @param training in a program for training
     * @param inference in others
     */
    public record Counts(int training, int inference) {
        /** Both are positive. */
        public Counts {
            require(
                    training > 0 && inference > 0,
                    "numbers of boxes must be positive, not %d, %d".formatted(training, inference));
        }

        /** The number for a program. */
        public int of(boolean trains) {
            return trains ? training : inference;
        }
    }

    /**
     * The cascade of box heads.
     *
     * @param convolutions 3×3 layers of a head
     * @param channels of these
     * @param hidden width of the fully connected layer
     * @param resolution side of the square of features of a box
     * @param samplingRatio bilinear samples of a cell of that square, along each axis
     * @param sampler which proposals of an image are learned from
     * @param stages overlap for objects and box coding of each stage
     * @param canonicalSize size of a box, in pixels, that takes features of stride 2^canonicalLevel
     * @param canonicalLevel see there
     */
    public record BoxHeads(
            int convolutions,
            int channels,
            int hidden,
            int resolution,
            int samplingRatio,
            LabelSampler sampler,
            List<Stage> stages,
            float canonicalSize,
            int canonicalLevel) {
        /** Checks the numbers. */
        public BoxHeads {
            stages = List.copyOf(stages);
            require(!stages.isEmpty(), "the cascade needs a stage");
            require(
                    convolutions >= 0 && channels > 0 && hidden > 0,
                    "box heads of %d convolutions, %d channels, %d hidden"
                            .formatted(convolutions, channels, hidden));
        }

        /**
         * Which level a box takes its features from.
         *
         * @param strides of the pyramid's levels, in pixels; boxes use all but the last
         */
        public LevelAssignment levels(List<Integer> strides) {
            return new LevelAssignment(
                    Integer.numberOfTrailingZeros(strides.getFirst()),
                    Integer.numberOfTrailingZeros(strides.get(strides.size() - 2)),
                    canonicalLevel,
                    canonicalSize);
        }
    }

    /**
     * A stage of the cascade.
     *
     * @param overlap from which on a box is an example of an object
     * @param centreWeight scale of predicted shifts
     * @param sideWeight scale of predicted growth
     */
    public record Stage(float overlap, float centreWeight, float sideWeight) {}

    /**
     * The mask head.
     *
     * @param convolutions 3×3 layers
     * @param channels of these and of the transposed convolution
     * @param resolution side of the square of features; masks have twice that
     */
    public record Masks(int convolutions, int channels, int resolution) {
        /** Side of a predicted mask. */
        public int side() {
            return 2 * resolution;
        }
    }

    /**
     * What is reported of an image.
     *
     * @param score detections have a larger one
     * @param overlap largest overlap of two detections of a class
     * @param detections the most of an image
     */
    public record Output(float score, float overlap, int detections) {}

    /** Cascade Mask R-CNN of ViTDet, as Detectron2 has it, with RoIAlign of two samples an axis. */
    public static DetectionConfig vitDet(int classes) {
        return new DetectionConfig(
                classes,
                new Pyramid(List.of(4.0, 2.0, 1.0, 0.5), 256),
                new Proposals(
                        2,
                        List.of(
                                List.of(32.0),
                                List.of(64.0),
                                List.of(128.0),
                                List.of(256.0),
                                List.of(512.0)),
                        List.of(0.5, 1.0, 2.0),
                        new Matcher(0.3f, 0.7f, true),
                        new LabelSampler(256, 0.5),
                        new Counts(2000, 1000),
                        new Counts(1000, 1000),
                        0.7f),
                new BoxHeads(
                        4,
                        256,
                        1024,
                        7,
                        2,
                        new LabelSampler(512, 0.25),
                        List.of(
                                new Stage(0.5f, 10, 5),
                                new Stage(0.6f, 20, 10),
                                new Stage(0.7f, 30, 15)),
                        224,
                        4),
                new Masks(4, 256, 14),
                new Output(0.05f, 0.5f, 100));
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
