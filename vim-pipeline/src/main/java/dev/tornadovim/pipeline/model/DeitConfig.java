package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.op.attention.AttentionForm;
import dev.tornadovim.pipeline.model.Trunk.Role;

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
        int classes,
        float dropPathRate,
        float normEps)
        implements NetworkConfig {

    /** Checks every value. */
    public DeitConfig {
        atLeast(1, channels, "channels");
        atLeast(1, patchSize, "patchSize");
        atLeast(patchSize, imageHeight, "imageHeight");
        atLeast(patchSize, imageWidth, "imageWidth");
        atLeast(1, dModel, "dModel");
        atLeast(1, depth, "depth");
        atLeast(1, heads, "heads");
        atLeast(1, mlpRatio, "mlpRatio");
        atLeast(1, classes, "classes");
        if (dModel % heads != 0) {
            throw invalid("dModel", "a multiple of the " + heads + " heads", dModel);
        }
        if (!(dropPathRate >= 0 && dropPathRate < 1)) {
            throw invalid("dropPathRate", "at least 0 and below 1", dropPathRate);
        }
        if (!(normEps > 0 && normEps < 1)) {
            throw invalid("normEps", "between 0 and 1", normEps);
        }
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
    public DeitConfig withImage(int height, int width) {
        return toBuilder().image(height, width).build();
    }

    @Override
    public DeitConfig withClasses(int other) {
        return toBuilder().classes(other).build();
    }

    @Override
    public ClassToken classToken() {
        return ClassToken.HEAD;
    }

    @Override
    public ImageClassifier allocate() {
        return allocate(AttentionForm.STREAMING);
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

    private static void atLeast(int least, int value, String name) {
        if (value < least) {
            throw invalid(name, "at least " + least, value);
        }
    }

    private static IllegalArgumentException invalid(String name, String expected, Object value) {
        return new IllegalArgumentException(
                "DeiT configuration: " + name + " must be " + expected + ", got " + value);
    }
}
