package dev.tornadovim.kernels.op.attention;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * {@link MaterialisedAttention} for TornadoVM: products with one element of the result a thread,
 * softmax with one row a thread. Parts of {@code qkv} lie {@code channels = heads * headDim} apart.
 */
final class MaterialisedKernels {

    private MaterialisedKernels() {}

    /** logits[map, i, j] = scale q_i · k_j. */
    static void logits(
            FloatArray qkv,
            int qkvOffset,
            FloatArray logits,
            int maps,
            int tokens,
            int heads,
            int headDim,
            float scale) {
        for (@Parallel int index = 0; index < maps * tokens * tokens; index++) {
            int row = index / tokens;
            int j = index - row * tokens;
            int map = row / tokens;
            int image = map / heads;
            int head = map - image * heads;
            int channels = heads * headDim;
            int token = row - map * tokens;
            int q = qkvOffset + (image * tokens + token) * 3 * channels + head * headDim;
            int k = qkvOffset + ((image * tokens + j) * 3 + 1) * channels + head * headDim;
            float sum = 0f;
            for (int c = 0; c < headDim; c++) {
                sum += qkv.get(q + c) * qkv.get(k + c);
            }
            logits.set(row * tokens + j, sum * scale);
        }
    }

    /** gradients[map, i, j] = dOut_i · v_j. */
    static void backwardWeights(
            FloatArray dOut,
            FloatArray qkv,
            int qkvOffset,
            FloatArray gradients,
            int maps,
            int tokens,
            int heads,
            int headDim) {
        for (@Parallel int index = 0; index < maps * tokens * tokens; index++) {
            int row = index / tokens;
            int j = index - row * tokens;
            int map = row / tokens;
            int image = map / heads;
            int head = map - image * heads;
            int channels = heads * headDim;
            int token = row - map * tokens;
            int dy = (image * tokens + token) * channels + head * headDim;
            int v = qkvOffset + ((image * tokens + j) * 3 + 2) * channels + head * headDim;
            float sum = 0f;
            for (int c = 0; c < headDim; c++) {
                sum += dOut.get(dy + c) * qkv.get(v + c);
            }
            gradients.set(row * tokens + j, sum);
        }
    }

    /** Each row of weights is the softmax of that of logits; both [rows, columns]. */
    static void softmax(FloatArray logits, FloatArray weights, int rows, int columns) {
        for (@Parallel int row = 0; row < rows; row++) {
            int at = row * columns;
            float max = logits.get(at);
            for (int j = 1; j < columns; j++) {
                max = TornadoMath.max(max, logits.get(at + j));
            }
            float sum = 0f;
            for (int j = 0; j < columns; j++) {
                float weight = TornadoMath.exp(logits.get(at + j) - max);
                sum += weight;
                weights.set(at + j, weight);
            }
            float factor = 1f / sum;
            for (int j = 0; j < columns; j++) {
                weights.set(at + j, weights.get(at + j) * factor);
            }
        }
    }

    /** dS = scale P (dP - sum of P dP over the row), in the place of dP; both [rows, columns]. */
    static void backwardLogits(
            FloatArray weights, FloatArray gradients, int rows, int columns, float scale) {
        for (@Parallel int row = 0; row < rows; row++) {
            int at = row * columns;
            float dot = 0f;
            for (int j = 0; j < columns; j++) {
                dot += weights.get(at + j) * gradients.get(at + j);
            }
            for (int j = 0; j < columns; j++) {
                float difference = gradients.get(at + j) - dot;
                gradients.set(at + j, scale * weights.get(at + j) * difference);
            }
        }
    }

    /**
     * into_i = sum over j of map[i, j] x_j, or with map[j, i] where transposed is 1; added where
     * accumulate is 1. Tokens of x and into lie xStride and intoStride apart, the first head of the
     * first token at xOffset and intoOffset.
     */
    static void mapTimes(
            FloatArray map,
            int transposed,
            FloatArray x,
            int xOffset,
            int xStride,
            FloatArray into,
            int intoOffset,
            int intoStride,
            int maps,
            int tokens,
            int heads,
            int headDim,
            int accumulate) {
        for (@Parallel int index = 0; index < maps * tokens * headDim; index++) {
            int row = index / headDim;
            int c = index - row * headDim;
            int mapIndex = row / tokens;
            int image = mapIndex / heads;
            int column = (mapIndex - image * heads) * headDim + c;
            int token = row - mapIndex * tokens;
            int first = mapIndex * tokens * tokens + (transposed == 1 ? token : token * tokens);
            int step = transposed == 1 ? tokens : 1;
            float sum = 0f;
            for (int j = 0; j < tokens; j++) {
                int source = xOffset + (image * tokens + j) * xStride + column;
                sum += map.get(first + j * step) * x.get(source);
            }
            int target = intoOffset + (image * tokens + token) * intoStride + column;
            if (accumulate == 1) {
                sum += into.get(target);
            }
            into.set(target, sum);
        }
    }
}
