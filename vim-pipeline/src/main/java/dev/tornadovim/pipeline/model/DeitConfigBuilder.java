package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.op.attention.AttentionForm;

/** Sets the values of a {@link DeitConfig} by name; {@link #build} checks them. */
public final class DeitConfigBuilder {

    private int imageHeight = 224;
    private int imageWidth = 224;
    private int channels = 3;
    private int patchSize = 16;
    private int dModel = 192;
    private int depth = 12;
    private int heads = 3;
    private int mlpRatio = 4;
    private AttentionForm attention = AttentionForm.STREAMING;
    private int classes = 1000;
    private float dropPathRate;
    private float normEps = 1e-6f;

    DeitConfigBuilder() {}

    DeitConfigBuilder(DeitConfig config) {
        imageHeight = config.imageHeight();
        imageWidth = config.imageWidth();
        channels = config.channels();
        patchSize = config.patchSize();
        dModel = config.dModel();
        depth = config.depth();
        heads = config.heads();
        mlpRatio = config.mlpRatio();
        attention = config.attention();
        classes = config.classes();
        dropPathRate = config.dropPathRate();
        normEps = config.normEps();
    }

    /** Size of the image, in pixels. */
    public DeitConfigBuilder image(int height, int width) {
        this.imageHeight = height;
        this.imageWidth = width;
        return this;
    }

    /** Channels of the image. */
    public DeitConfigBuilder channels(int value) {
        this.channels = value;
        return this;
    }

    /** Side of a patch, in pixels. */
    public DeitConfigBuilder patchSize(int value) {
        this.patchSize = value;
        return this;
    }

    /** Width of a token. */
    public DeitConfigBuilder dModel(int value) {
        this.dModel = value;
        return this;
    }

    /** Number of blocks. */
    public DeitConfigBuilder depth(int value) {
        this.depth = value;
        return this;
    }

    /** Attention heads. */
    public DeitConfigBuilder heads(int value) {
        this.heads = value;
        return this;
    }

    /** Width of the MLP's hidden layer over the width of a token. */
    public DeitConfigBuilder mlpRatio(int value) {
        this.mlpRatio = value;
        return this;
    }

    /** Number of classes. */
    public DeitConfigBuilder classes(int value) {
        this.classes = value;
        return this;
    }

    /** Drop path rate of the last block. */
    public DeitConfigBuilder dropPathRate(float value) {
        this.dropPathRate = value;
        return this;
    }

    /** What LayerNorm adds to the variance. */
    public DeitConfigBuilder normEps(float value) {
        this.normEps = value;
        return this;
    }

    /** The configuration; fails with one line when a value does not fit. */
    public DeitConfig build() {
        return new DeitConfig(
                imageHeight,
                imageWidth,
                channels,
                patchSize,
                dModel,
                depth,
                heads,
                mlpRatio,
                attention,
                classes,
                dropPathRate,
                normEps);
    }
}
