package dev.tornadovim.pipeline.model;

import dev.tornadovim.kernels.tensor.Shape;

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

    /** Width of a token (D). */
    int dModel();

    /** Number of layers. */
    int depth();

    /** Number of classes. */
    int classes();

    /** What the classifier looks at. */
    ClassToken classToken();

    /**
     * The same network for certain data.
     *
     * @param height rows of an image
     * @param width columns of an image
     * @param channels 1 for gray, 3 for color
     * @param classes number of classes
     * @throws IllegalArgumentException if the sizes do not fit together
     */
    NetworkConfig network(int height, int width, int channels, int classes);

    /** The same network for images of another size. */
    NetworkConfig withImage(int height, int width);

    /** The same network for another number of classes. */
    NetworkConfig withClasses(int classes);

    /** The network itself, with zeroed parameters; a DeiT computes attention by streaming. */
    ImageClassifier allocate();

    /** The network to be trained, with zeroed parameters; a DeiT in its own form of attention. */
    default ImageClassifier classifier() {
        return allocate();
    }

    /**
     * The network without its classifier, with zeroed parameters; a DeiT computes attention by
     * streaming.
     *
     * @param decay which of its parameters have weight decay
     */
    Backbone backbone(DecayRule decay);

    /** The same with weight decay as timm's. */
    default Backbone backbone() {
        return backbone(DecayRule.TIMM);
    }

    /** Shape of a batch of images, [batch, channels, height, width]. */
    default Shape imageShape(int batch) {
        return Shape.of(batch, channels(), imageHeight(), imageWidth());
    }

    /** Values of a patch. */
    default int patchValues() {
        return channels() * patchSize() * patchSize();
    }

    /** Rows of the grid of patches. */
    default int gridHeight() {
        return (imageHeight() - patchSize()) / stride() + 1;
    }

    /** Columns of the grid of patches. */
    default int gridWidth() {
        return (imageWidth() - patchSize()) / stride() + 1;
    }

    /** Number of patches (M). */
    default int patches() {
        return gridHeight() * gridWidth();
    }

    /** Length of the token sequence, class tokens included (L). */
    default int tokens() {
        return patches() + classToken().count();
    }

    /** Where the class tokens stand in the sequence, ascending; empty without class token. */
    default int[] classTokenPositions() {
        return classToken().positions(patches());
    }

    /** What the rows of the position embedding stand for. */
    default PositionEmbedding.Layout positions() {
        return new PositionEmbedding.Layout(gridHeight(), gridWidth(), classToken());
    }
}
