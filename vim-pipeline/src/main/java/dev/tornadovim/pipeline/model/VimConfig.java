package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.op.token.RotaryAngles;
import dev.tornadovim.pipeline.model.Trunk.Role;
import dev.tornadovim.pipeline.setting.Setting;

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
        Setting.atLeast("channels", 1, channels);
        Setting.atLeast("patchSize", 1, patchSize);
        Setting.atLeast("stride", 1, stride);
        Setting.atLeast("imageHeight", patchSize, imageHeight);
        Setting.atLeast("imageWidth", patchSize, imageWidth);
        Setting.atLeast("dModel", 1, dModel);
        Setting.atLeast("depth", 1, depth);
        Setting.atLeast("dState", 1, dState);
        Setting.atLeast("dConv", 1, dConv);
        Setting.atLeast("expand", 1, expand);
        Setting.atLeast("dtRank", AUTO, dtRank);
        Setting.atLeast("classes", 1, classes);
        Objects.requireNonNull(direction, "direction");
        Objects.requireNonNull(classToken, "classToken");
        Setting.shareBelowOne("dropPathRate", dropPathRate);
        Setting.shareBelowOne("dropRate", dropRate);
        Setting.positive("rmsEps", rmsEps);
        Setting.require(rmsEps < 1, "rmsEps", rmsEps, "less than 1");
        Setting.require(
                !rotary || dModel % 4 == 0,
                "dModel",
                dModel,
                "a multiple of 4 for rotary position embedding");
        Setting.require(
                direction != DirectionStrategy.LAYER || depth % 2 == 0,
                "depth",
                depth,
                "an even number for direction LAYER, whose layers work in pairs");
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
    public VimConfig network(int height, int width, int ofChannels, int ofClasses) {
        return toBuilder().image(height, width).channels(ofChannels).classes(ofClasses).build();
    }

    @Override
    public VimConfig withImage(int height, int width) {
        return network(height, width, channels, classes);
    }

    @Override
    public VimConfig withClasses(int other) {
        return network(imageHeight, imageWidth, channels, other);
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
}
