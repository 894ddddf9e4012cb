package dev.tornadovim.kernels.op.patch;

import dev.tornadovim.kernels.tensor.Shape;

/**
 * The patches of images: the sizes that every form of the op needs.
 *
 * @param batch images
 * @param channels of an image
 * @param height of an image in pixels
 * @param width of an image in pixels
 * @param kernel side of a patch in pixels
 * @param stride pixels from one patch to the next, along both axes
 */
public record PatchGrid(int batch, int channels, int height, int width, int kernel, int stride) {

    /** The patches of {@code image} [batch, channels, height, width]. */
    static PatchGrid of(Shape image, int kernel, int stride) {
        return new PatchGrid(
                image.dim(0), image.dim(1), image.dim(2), image.dim(3), kernel, stride);
    }

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException where images are smaller than a patch
     */
    public PatchGrid {
        if (kernel < 1 || stride < 1 || height < kernel || width < kernel) {
            throw new IllegalArgumentException(
                    "patch embedding: kernel "
                            + kernel
                            + " and stride "
                            + stride
                            + " do not fit images of "
                            + height
                            + "x"
                            + width
                            + " pixels");
        }
    }

    /** Patches along the height. */
    public int rows() {
        return (height - kernel) / stride + 1;
    }

    /** Patches along the width. */
    public int columns() {
        return (width - kernel) / stride + 1;
    }

    /** Patches of an image. */
    public int patches() {
        return rows() * columns();
    }

    /** Values of a patch: {@code channels * kernel * kernel}. */
    public int patchSize() {
        return channels * kernel * kernel;
    }

    /** Patches of all images. */
    public int tokens() {
        return batch * patches();
    }
}
