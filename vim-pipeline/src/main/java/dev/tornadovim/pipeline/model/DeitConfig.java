package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.op.attention.AttentionForm;
import dev.tornadovim.pipeline.model.Trunk.Role;
import dev.tornadovim.pipeline.setting.Setting;

import java.util.Objects;

/**
 * Every choice that shapes a DeiT network, the attention baseline that Vision Mamba is compared with
 * (Touvron et al., "Training data-efficient image transformers", 2021): a ViT with one class token
 * before the patches, pre-norm blocks and a bias for q, k and v; no distillation token. Sizes that do
 * not fit together are refused with one line. Defaults are those of timm's {@code
 * deit_tiny_patch16_224}.
 *
 * @param imageHeight rows of the image, in pixels
 * @param imageWidth columns of the image, in pixels
 * @param channels channels of the image
 * @param patchSize side of the square patch and distance from one to the next, in pixels
 * @param dModel width of a token (D)
 * @param depth number of blocks
 * @param heads attention heads; D must be a multiple of it
 * @param mlpRatio width of the hidden layer of a block's MLP over D
 * @param attention whether training stores the maps of attention, or streams them in tiles
 * @param classes number of classes
 * @param dropPathRate drop path rate of the last block; earlier ones rise to it linearly
 * @param normEps what LayerNorm adds to the variance
 */
public record DeitConfig(
        int imageHeight,
        int imageWidth,
        int channels,
        int patchSize,
        int dModel,
        int depth,
        int heads,
        int mlpRatio,
        AttentionForm attention,
        int classes,
        float dropPathRate,
        float normEps)
        implements NetworkConfig {

    /** Checks every value. */
    public DeitConfig {
        Setting.atLeast("channels", 1, channels);
        Setting.atLeast("patchSize", 1, patchSize);
        Setting.atLeast("imageHeight", patchSize, imageHeight);
        Setting.atLeast("imageWidth", patchSize, imageWidth);
        Setting.atLeast("dModel", 1, dModel);
        Setting.atLeast("depth", 1, depth);
        Setting.atLeast("heads", 1, heads);
        Setting.require(dModel % heads == 0, "dModel", dModel, "a multiple of heads, " + heads);
        Setting.atLeast("mlpRatio", 1, mlpRatio);
        Objects.requireNonNull(attention, "attention");
        Setting.atLeast("classes", 1, classes);
        Setting.shareBelowOne("dropPathRate", dropPathRate);
        Setting.positive("normEps", normEps);
        Setting.require(normEps < 1, "normEps", normEps, "less than 1");
    }

    /** A builder with the values of DeiT-Ti at 224 × 224. */
    public static DeitConfigBuilder builder() {
        return new DeitConfigBuilder();
    }

    /** A builder with the values of this configuration. */
    public DeitConfigBuilder toBuilder() {
        return new DeitConfigBuilder(this);
    }

    @Override
    public int stride() {
        return patchSize;
    }

    @Override
    public DeitConfig network(int height, int width, int ofChannels, int ofClasses) {
        return toBuilder().image(height, width).channels(ofChannels).classes(ofClasses).build();
    }

    @Override
    public DeitConfig withImage(int height, int width) {
        return network(height, width, channels, classes);
    }

    @Override
    public DeitConfig withClasses(int other) {
        return network(imageHeight, imageWidth, channels, other);
    }

    @Override
    public ClassToken classToken() {
        return ClassToken.HEAD;
    }

    @Override
    public ImageClassifier allocate() {
        return allocate(AttentionForm.STREAMING);
    }

    @Override
    public ImageClassifier classifier() {
        return allocate(attention);
    }

    /** The network with a form of attention, with zeroed parameters. */
    public ImageClassifier allocate(AttentionForm attention) {
        return new ImageClassifier(new DeitTrunk(this, Role.CLASSIFIER, attention));
    }

    @Override
    public Backbone backbone(DecayRule decay) {
        return new Backbone(new DeitTrunk(this, Role.backbone(decay), AttentionForm.STREAMING));
    }

    /** Width of the hidden layer of a block's MLP. */
    public int mlpHidden() {
        return mlpRatio * dModel;
    }

    /** Drop path rate of both branches of block {@code block}. */
    public float dropPathRate(int block) {
        return depth == 1 ? 0 : dropPathRate * block / (depth - 1);
    }
}
