package dev.tornadovim.pipeline.model;

/** What the configurations of all networks have in common: the images they take, and the classes. */
public sealed interface NetworkConfig permits VimConfig, DeitConfig {

    /** Rows of the image, in pixels. */
    int imageHeight();

    /** Columns of the image, in pixels. */
    int imageWidth();

    /** Channels of the image. */
    int channels();

    /** Side of a patch, in pixels. */
    int patchSize();

    /** Pixels from one patch to the next. */
    int stride();

    /** Rows of the grid of patches. */
    int gridHeight();

    /** Columns of the grid of patches. */
    int gridWidth();

    /** Width of a token (D). */
    int dModel();

    /** Number of layers. */
    int depth();

    /** Number of classes. */
    int classes();

    /** The same network for images of another size. */
    NetworkConfig withImage(int height, int width);

    /** The same network for another number of classes. */
    NetworkConfig withClasses(int classes);

    /** What the rows of the position embedding stand for. */
    PositionEmbedding.Layout positions();

    /** The network itself, with zeroed parameters; a DeiT computes attention by streaming. */
    ImageClassifier allocate();

    /**
     * The network without its classifier, with zeroed parameters.
     *
     * @param decay which of its parameters have weight decay
     */
    Backbone backbone(DecayRule decay);

    /** The same with weight decay as timm's. */
    default Backbone backbone() {
        return backbone(DecayRule.TIMM);
    }
}
