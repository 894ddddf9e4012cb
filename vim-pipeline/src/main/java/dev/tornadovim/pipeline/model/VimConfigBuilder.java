package dev.tornadovim.pipeline.model;

/** Sets the values of a {@link VimConfig} by name; {@link #build} checks them. */
public final class VimConfigBuilder {

    private int imageHeight = 224;
    private int imageWidth = 224;
    private int channels = 3;
    private int patchSize = 16;
    private int stride = 16;
    private int dModel = 192;
    private int depth = 24;
    private int dState = 16;
    private int dConv = 4;
    private int expand = 2;
    private int dtRank = VimConfig.AUTO;
    private int classes = 1000;
    private DirectionStrategy direction = DirectionStrategy.SSM_CONV;
    private ClassToken classToken = ClassToken.MIDDLE;
    private boolean divideOutput = true;
    private boolean rotary;
    private float dropPathRate;
    private float dropRate;
    private float rmsEps = 1e-5f;

    VimConfigBuilder() {}

    VimConfigBuilder(VimConfig config) {
        imageHeight = config.imageHeight();
        imageWidth = config.imageWidth();
        channels = config.channels();
        patchSize = config.patchSize();
        stride = config.stride();
        dModel = config.dModel();
        depth = config.depth();
        dState = config.dState();
        dConv = config.dConv();
        expand = config.expand();
        dtRank = config.dtRank();
        classes = config.classes();
        direction = config.direction();
        classToken = config.classToken();
        divideOutput = config.divideOutput();
        rotary = config.rotary();
        dropPathRate = config.dropPathRate();
        dropRate = config.dropRate();
        rmsEps = config.rmsEps();
    }

    /** Size of the image, in pixels. */
    public VimConfigBuilder image(int height, int width) {
        this.imageHeight = height;
        this.imageWidth = width;
        return this;
    }

    /** Channels of the image. */
    public VimConfigBuilder channels(int value) {
        this.channels = value;
        return this;
    }

    /** Side of a patch and distance from one to the next, in pixels. */
    public VimConfigBuilder patch(int size, int newStride) {
        this.patchSize = size;
        this.stride = newStride;
        return this;
    }

    /** Width of a token. */
    public VimConfigBuilder dModel(int value) {
        this.dModel = value;
        return this;
    }

    /** Number of layers. */
    public VimConfigBuilder depth(int value) {
        this.depth = value;
        return this;
    }

    /** Size of the state of a channel. */
    public VimConfigBuilder dState(int value) {
        this.dState = value;
        return this;
    }

    /** Taps of the causal convolution. */
    public VimConfigBuilder dConv(int value) {
        this.dConv = value;
        return this;
    }

    /** Inner width over the width of a token. */
    public VimConfigBuilder expand(int value) {
        this.expand = value;
        return this;
    }

    /** Rank of the step-size projection, or {@link VimConfig#AUTO}. */
    public VimConfigBuilder dtRank(int value) {
        this.dtRank = value;
        return this;
    }

    /** Number of classes. */
    public VimConfigBuilder classes(int value) {
        this.classes = value;
        return this;
    }

    /** How the tokens are seen in both directions. */
    public VimConfigBuilder direction(DirectionStrategy value) {
        this.direction = value;
        return this;
    }

    /** What the classifier looks at. */
    public VimConfigBuilder classToken(ClassToken value) {
        this.classToken = value;
        return this;
    }

    /** Whether the two directions are averaged rather than added. */
    public VimConfigBuilder divideOutput(boolean value) {
        this.divideOutput = value;
        return this;
    }

    /** Whether patches turn by their place before every layer. */
    public VimConfigBuilder rotary(boolean value) {
        this.rotary = value;
        return this;
    }

    /** Drop path rate of the last layer. */
    public VimConfigBuilder dropPathRate(float value) {
        this.dropPathRate = value;
        return this;
    }

    /** Dropout rate after the position embedding. */
    public VimConfigBuilder dropRate(float value) {
        this.dropRate = value;
        return this;
    }

    /** What RMSNorm adds to the mean square. */
    public VimConfigBuilder rmsEps(float value) {
        this.rmsEps = value;
        return this;
    }

    /** The configuration; fails with one line when a value does not fit. */
    public VimConfig build() {
        return new VimConfig(
                imageHeight,
                imageWidth,
                channels,
                patchSize,
                stride,
                dModel,
                depth,
                dState,
                dConv,
                expand,
                dtRank,
                classes,
                direction,
                classToken,
                divideOutput,
                rotary,
                dropPathRate,
                dropRate,
                rmsEps);
    }
}
