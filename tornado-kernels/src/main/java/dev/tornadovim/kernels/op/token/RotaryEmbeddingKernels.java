package dev.tornadovim.kernels.op.token;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@link RotaryEmbedding} for TornadoVM, one thread per element. */
final class RotaryEmbeddingKernels {

    private RotaryEmbeddingKernels() {}

    /**
     * y = cosine x + turn sine partner(x), where the partner is the other channel of a pair; added
     * where accumulate is 1. Not called rotate, because OpenCL has a function of that name.
     *
     * @param size of x and y, [batch, tokens, channels]
     * @param angles size of cosine and sine, [tokens, channels]
     */
    static void rotatePairs(
            FloatArray x,
            int xOffset,
            FloatArray cosine,
            FloatArray sine,
            FloatArray y,
            int yOffset,
            int size,
            int angles,
            float turn,
            int accumulate) {
        for (@Parallel int i = 0; i < size; i++) {
            int angle = i % angles;
            int partner = i + 1 - 2 * (i % 2);
            float value =
                    cosine.get(angle) * x.get(xOffset + i)
                            + turn * sine.get(angle) * x.get(xOffset + partner);
            if (accumulate == 1) {
                value += y.get(yOffset + i);
            }
            y.set(yOffset + i, value);
        }
    }
}
