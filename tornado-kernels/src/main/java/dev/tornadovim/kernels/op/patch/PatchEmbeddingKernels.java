package dev.tornadovim.kernels.op.patch;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link PatchEmbedding} for TornadoVM: images to patches and back, one thread per value. */
final class PatchEmbeddingKernels {

    private PatchEmbeddingKernels() {}

    /** patches[token, (c * kernel + ky) * kernel + kx] = the pixel there. */
    static void unfold(
            FloatArray image,
            int imageOffset,
            FloatArray patches,
            int tokens,
            int channels,
            int height,
            int width,
            int kernelSize,
            int stride,
            int gridRows,
            int gridColumns) {
        int patchSize = channels * kernelSize * kernelSize;
        for (@Parallel int index = 0; index < tokens * patchSize; index++) {
            int token = index / patchSize;
            int value = index - token * patchSize;
            int kx = value % kernelSize;
            int ky = (value / kernelSize) % kernelSize;
            int channel = value / (kernelSize * kernelSize);
            int batch = token / (gridRows * gridColumns);
            int y = ((token / gridColumns) % gridRows) * stride + ky;
            int x = (token % gridColumns) * stride + kx;
            int pixel = ((batch * channels + channel) * height + y) * width + x;
            patches.set(token * patchSize + value, image.get(imageOffset + pixel));
        }
    }

    /** image[b, c, y, x] = sum over the patches that cover the pixel; added where accumulate is 1. */
    static void fold(
            FloatArray patches,
            FloatArray image,
            int imageOffset,
            int planes,
            int channels,
            int height,
            int width,
            int kernelSize,
            int stride,
            int gridRows,
            int gridColumns,
            int accumulate) {
        int patchSize = channels * kernelSize * kernelSize;
        for (@Parallel int index = 0; index < planes * height * width; index++) {
            int plane = index / (height * width);
            int pixel = index - plane * height * width;
            int y = pixel / width;
            int x = pixel % width;
            int channel = plane % channels;
            int firstToken = (plane / channels) * gridRows * gridColumns;
            int at = imageOffset + plane * height * width + pixel;
            int rowFrom = (Math.max(y - kernelSize + 1, 0) + stride - 1) / stride;
            int rowTo = Math.min(y / stride, gridRows - 1);
            int columnFrom = (Math.max(x - kernelSize + 1, 0) + stride - 1) / stride;
            int columnTo = Math.min(x / stride, gridColumns - 1);
            float sum = 0f;
            if (accumulate == 1) {
                sum = image.get(at);
            }
            for (int row = rowFrom; row <= rowTo; row++) {
                int line = (channel * kernelSize + y - row * stride) * kernelSize;
                for (int column = columnFrom; column <= columnTo; column++) {
                    int token = firstToken + row * gridColumns + column;
                    sum += patches.get(token * patchSize + line + x - column * stride);
                }
            }
            image.set(at, sum);
        }
    }
}
