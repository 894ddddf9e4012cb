package dev.tornadovim.pipeline.segmentation;

import dev.tornadovim.pipeline.model.NetworkConfig;

import java.util.List;

/**
 * Every choice that shapes a segmentation network: UperNet with an auxiliary FCN head, as in
 * hustvl/Vim ({@code seg/configs/_base_/models/upernet_vim.py}). Sizes that do not fit together are
 * refused with one line.
 *
 * @param backbone the network behind; its image is a training crop or an inference window
 * @param layers the four layers whose outputs are used, ascending, counted from 0; the last is that
 *     of the network
 * @param channels width of the decode head
 * @param poolScales sides of the grids of pyramid pooling
 * @param auxiliaryChannels width of the auxiliary head, which sees the third map of the pyramid
 * @param auxiliaryWeight factor of its loss; 0 leaves the head out
 * @param dropout rate before both classifiers
 * @param classes number of classes
 */
public record SegmentationConfig(
        NetworkConfig backbone,
        List<Integer> layers,
        int channels,
        List<Integer> poolScales,
        int auxiliaryChannels,
        float auxiliaryWeight,
        float dropout,
        int classes) {

    /** Labels of pixels that have no class. */
    public static final int IGNORED = 255;

    /** Sides of the grids of pyramid pooling in mmsegmentation. */
    public static final List<Integer> POOL_SCALES = List.of(1, 2, 3, 6);

    /** Checks every value. */
    public SegmentationConfig {
        layers = List.copyOf(layers);
        poolScales = List.copyOf(poolScales);
        require(
                layers.size() == Neck.LEVELS
                        && layers.stream().sorted().distinct().toList().equals(layers)
                        && layers.getFirst() >= 0
                        && layers.getLast() == backbone.depth() - 1,
                "layers must be four, ascending, the last of them " + (backbone.depth() - 1),
                layers);
        require(
                backbone.stride() == 8 || backbone.stride() == 16,
                "the backbone's stride must be 8 or 16",
                backbone.stride());
        int side = Math.min(backbone.imageHeight(), backbone.imageWidth());
        require(
                side >= SegmentationModel.GRANULARITY,
                "the image must have at least %d pixels a side"
                        .formatted(SegmentationModel.GRANULARITY),
                side);
        require(channels >= 1, "channels must be at least 1", channels);
        require(
                !poolScales.isEmpty() && poolScales.stream().allMatch(scale -> scale >= 1),
                "poolScales must be one or more sides of at least 1",
                poolScales);
        require(auxiliaryChannels >= 1, "auxiliaryChannels must be at least 1", auxiliaryChannels);
        require(
                auxiliaryWeight >= 0 && Float.isFinite(auxiliaryWeight),
                "auxiliaryWeight must be at least 0",
                auxiliaryWeight);
        require(dropout >= 0 && dropout < 1, "dropout must be at least 0 and below 1", dropout);
        require(
                classes >= 1 && classes <= IGNORED,
                "classes must be 1 to 255, since label 255 means none",
                classes);
    }

    /** The last layer of each quarter of a network: 5, 11, 17 and 23 of 24. */
    public static List<Integer> quarters(int depth) {
        return List.of(depth / 4 - 1, depth / 2 - 1, depth * 3 / 4 - 1, depth - 1);
    }

    /** The same network for images of another size. */
    public SegmentationConfig withImage(int height, int width) {
        return new SegmentationConfig(
                backbone.withImage(height, width),
                layers,
                channels,
                poolScales,
                auxiliaryChannels,
                auxiliaryWeight,
                dropout,
                classes);
    }

    private static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("segmentation network: " + rule + ", got " + value);
        }
    }
}
