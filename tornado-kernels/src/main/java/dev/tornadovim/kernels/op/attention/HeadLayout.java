package dev.tornadovim.kernels.op.attention;

import dev.tornadovim.kernels.tensor.Shape;
import dev.tornadovim.kernels.tensor.Tensor;

/**
 * Where the heads of an attention lie: {@code qkv} is [batch, tokens, 3, heads, headDim] and the
 * result [batch, tokens, heads, headDim], the last dimensions seen as one (timm's order).
 *
 * @param batch images
 * @param tokens tokens of an image (L)
 * @param heads heads (H)
 * @param headDim channels of a head (d)
 */
record HeadLayout(int batch, int tokens, int heads, int headDim) {

    /** The layout of a projected tensor [batch, tokens, 3 heads headDim]. */
    static HeadLayout of(Tensor qkv, int heads) {
        if (qkv.shape().rank() != 3 || !qkv.isContiguous()) {
            throw new IllegalArgumentException(
                    "attention takes a contiguous [batch, tokens, 3 x channels], got " + qkv);
        }
        if (heads < 1 || qkv.columns() % (3 * heads) != 0) {
            throw new IllegalArgumentException(
                    "attention with "
                            + heads
                            + " heads takes a multiple of "
                            + 3 * heads
                            + " columns (q, k and v of every head), got "
                            + qkv);
        }
        return new HeadLayout(qkv.dim(0), qkv.dim(1), heads, qkv.columns() / (3 * heads));
    }

    /** Channels of a token (D = H d). */
    int channels() {
        return heads * headDim;
    }

    /** Floats from one token of {@code qkv} to the next. */
    int qkvStride() {
        return 3 * channels();
    }

    /** Number of maps: heads of all images. */
    int maps() {
        return batch * heads;
    }

    /** First element of {@code qkv}, part 0, 1, 2 for q, k, v, that map {@code map} reads. */
    long qkvAt(int map, int part) {
        return ((long) (map / heads) * tokens * 3 + part) * channels()
                + (long) (map % heads) * headDim;
    }

    /** First element of the result that map {@code map} writes. */
    long outAt(int map) {
        return (long) (map / heads) * tokens * channels() + (long) (map % heads) * headDim;
    }

    /** Factor of the logits, 1 / sqrt(d). */
    float scale() {
        return (float) (1 / Math.sqrt(headDim));
    }

    /** Shape of the result. */
    Shape outShape() {
        return Shape.of(batch, tokens, channels());
    }

    /** Shape of a value per query, such as the log-sum-exp. */
    Shape rowShape() {
        return Shape.of(batch, heads, tokens);
    }

    /** Shape of a map. */
    Shape mapShape() {
        return Shape.of(batch, heads, tokens, tokens);
    }

    /** Multiply-adds of one product over all maps, counted as two operations. */
    long productFlops() {
        return 2L * maps() * tokens * tokens * headDim;
    }
}
