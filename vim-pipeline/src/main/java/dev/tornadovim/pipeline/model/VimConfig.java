package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.op.token.RotaryAngles;
import dev.tornadovim.pipeline.model.Trunk.Role;

import java.util.Objects;
import java.util.Optional;

/**
 * Every choice that shapes a Vision Mamba network. Sizes that do not fit together are refused with
 * one line. Defaults and presets are those of hustvl/Vim.
 *
 * @param imageHeight rows of the image, in pixels
 * @param imageWidth columns of the image, in pixels
 * @param channels channels of the image
 * @param patchSize side of the square patch, in pixels
 * @param stride pixels from one patch to the next; smaller than the patch for overlapping patches
 * @param dModel width of a token (D)
 * @param depth number of layers
 * @param dState size of the state of a channel (N)
 * @param dConv taps of the causal convolution (K)
 * @param expand inner width over {@code dModel}
 * @param dtRank rank of the step-size projection (R), or {@link #AUTO} for {@code ceil(dModel / 16)}
 * @param classes number of classes
 * @param direction how the tokens are seen in both directions
 * @param classToken what the classifier looks at
 * @param divideOutput whether the two directions are averaged rather than added; only {@link
 *     DirectionStrategy#SSM_CONV} has that choice, as in the official code ({@code if_divide_out})
 * @param rotary whether patches turn by their place before every layer, residual stream included, as
 *     the official segmentation with Vim-S and all detection have it ({@code if_rope_residual}); class
 *     tokens do not
 * @param dropPathRate drop path rate of the last layer; earlier ones rise to it linearly
 * @param dropRate dropout rate after the position embedding
 * @param rmsEps what RMSNorm adds to the mean square
 */
public record VimConfig(
        int imageHeight,
        int imageWidth,
        int channels,
        int patchSize,
        int stride,
        int dModel,
        int depth,
        int dState,
        int dConv,
        int expand,
        int dtRank,
        int classes,
        DirectionStrategy direction,
        ClassToken classToken,
        boolean divideOutput,
        boolean rotary,
        float dropPathRate,
        float dropRate,
        float rmsEps)
        implements NetworkConfig {

    /** The value of {@code dtRank} that stands for {@code ceil(dModel / 16)}. */
    public static final int AUTO = 0;

    /** Checks every value. */
    public VimConfig {
        atLeast(1, channels, "channels");
        atLeast(1, patchSize, "patchSize");
        atLeast(1, stride, "stride");
        atLeast(patchSize, imageHeight, "imageHeight", "the patch size");
        atLeast(patchSize, imageWidth, "imageWidth", "the patch size");
        atLeast(1, dModel, "dModel");
        atLeast(1, depth, "depth");
        atLeast(1, dState, "dState");
        atLeast(1, dConv, "dConv");
        atLeast(1, expand, "expand");
        atLeast(AUTO, dtRank, "dtRank", "0 for automatic");
        atLeast(1, classes, "classes");
        Objects.requireNonNull(direction, "direction");
        Objects.requireNonNull(classToken, "classToken");
        rate(dropPathRate, "dropPathRate");
        rate(dropRate, "dropRate");
        if (!(rmsEps > 0 && rmsEps < 1)) {
            throw invalid("rmsEps", "between 0 and 1", rmsEps);
        }
        if (rotary && dModel % 4 != 0) {
            throw invalid("dModel", "a multiple of 4 for rotary embedding", dModel);
        }
        if (direction == DirectionStrategy.LAYER && depth % 2 != 0) {
            throw invalid("depth", "even for direction LAYER, whose layers work in pairs", depth);
        }
    }

    /** A builder with the values of Vim-Ti at 224 × 224. */
    public static VimConfigBuilder builder() {
        return new VimConfigBuilder();
    }

    /** A builder with the values of this configuration. */
    public VimConfigBuilder toBuilder() {
        return new VimConfigBuilder(this);
    }

    @Override
    public VimConfig withImage(int height, int width) {
        return toBuilder().image(height, width).build();
    }

    @Override
    public VimConfig withClasses(int other) {
        return toBuilder().classes(other).build();
    }

    @Override
    public ImageClassifier allocate() {
        return new ImageClassifier(new VimTrunk(this, Role.CLASSIFIER));
    }

    @Override
    public Backbone backbone(DecayRule decay) {
        return new Backbone(new VimTrunk(this, Role.backbone(decay)));
    }

    /** The angles of {@link #rotary}, with tables of their own; empty without it. */
    public Optional<RotaryAngles> rotaryAngles() {
        return rotary
                ? Optional.of(
                        RotaryAngles.of(gridHeight(), gridWidth(), dModel, classTokenPositions()))
                : Optional.empty();
    }

    /** Inner width of a layer (E). */
    public int dInner() {
        return expand * dModel;
    }

    /** Rank of the step-size projection with {@link #AUTO} resolved (R). */
    public int dtRankValue() {
        return dtRank == AUTO ? Math.ceilDiv(dModel, 16) : dtRank;
    }

    /**
     * Drop path rate of what layer {@code layer} takes from its predecessor, and for {@code layer =
     * depth} of what the final norm takes from the last layer. So the output of layer k meets the rate
     * {@code dropPathRate * k / (depth - 1)}.
     */
    public float dropPathRateBefore(int layer) {
        if (layer == depth) {
            return dropPathRate;
        }
        return layer <= 1 ? 0 : dropPathRate * (layer - 1) / (depth - 1);
    }

    private static void atLeast(int least, int value, String name) {
        if (value < least) {
            throw invalid(name, "at least " + least, value);
        }
    }

    private static void atLeast(int least, int value, String name, String meaning) {
        if (value < least) {
            throw invalid(name, "at least " + least + " (" + meaning + ")", value);
        }
    }

    private static void rate(float value, String name) {
        if (!(value >= 0 && value < 1)) {
            throw invalid(name, "at least 0 and below 1", value);
        }
    }

    private static IllegalArgumentException invalid(String name, String expected, Object value) {
        return new IllegalArgumentException(
                "Vim configuration: " + name + " must be " + expected + ", got " + value);
    }
}
