package dev.tornadovim.kernels.op.attention;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * {@link StreamingAttention} forward by tiles. A group of 16 x 16 work-items owns {@value #QUERIES}
 * queries of one map and walks over the keys {@value #KEYS} at a time through local memory, so a key
 * is read from global memory once for all of them. A work-item holds 4 queries x 2 keys of the logits
 * and 4 queries x 4 channels of the result in registers. For heads of {@value #HEAD_DIM} channels,
 * as all published DeiTs have; 37 KiB of local memory.
 *
 * <p>Local arrays are touched in the kernel itself only: passed on to another method, TornadoVM 5.2
 * addresses them as if they lay in global memory.
 */
final class StreamingTileKernels {

    static final int HEAD_DIM = 64;
    static final int QUERIES = 64;
    static final int KEYS = 32;
    static final int SIDE = 16;

    /** Distance of two rows in local memory; odd, so that rows do not share a bank. */
    private static final int LINE = HEAD_DIM + 1;

    /** Below every logit, yet finite: differences of it are no NaN. */
    private static final float LOWEST = -1e30f;

    private StreamingTileKernels() {}

    /** As {@link StreamingKernels#forward}; one group per tile of queries and map, the tiles of a map first. */
    static void forwardTile(
            KernelContext context,
            FloatArray qkv,
            int qkvOffset,
            FloatArray out,
            FloatArray logSumExp,
            int tokens,
            int heads,
            float scale) {
        float[] query = context.allocateFloatLocalArray(QUERIES * LINE);
        float[] tile = context.allocateFloatLocalArray(KEYS * LINE);
        float[] weights = context.allocateFloatLocalArray(QUERIES * (KEYS + 1));
        float[] largest = context.allocateFloatLocalArray(QUERIES * SIDE);
        float[] logits = new float[8];
        float[] sums = new float[16];
        float[] max = new float[4];
        float[] total = new float[4];
        int x = context.localIdx;
        int y = context.localIdy;
        int item = y * SIDE + x;
        int tiles = (tokens + QUERIES - 1) / QUERIES;
        int map = context.groupIdx / tiles;
        int image = map / heads;
        int channels = heads * HEAD_DIM;
        int head = (map - image * heads) * HEAD_DIM;
        int stride = 3 * channels;
        int first = qkvOffset + image * tokens * stride + head;
        int start = (context.groupIdx - map * tiles) * QUERIES;
        for (int i = 0; i < 16; i++) {
            sums[i] = 0f;
        }
        for (int r = 0; r < 4; r++) {
            max[r] = LOWEST;
            total[r] = 0f;
        }
        for (int i = item; i < QUERIES * HEAD_DIM; i += SIDE * SIDE) {
            float value = element(qkv, first, stride, start, i, tokens);
            query[i / HEAD_DIM * LINE + i % HEAD_DIM] = value * scale;
        }
        for (int from = 0; from < tokens; from += KEYS) {
            context.localBarrier();
            for (int i = item; i < KEYS * HEAD_DIM; i += SIDE * SIDE) {
                float value = element(qkv, first + channels, stride, from, i, tokens);
                tile[i / HEAD_DIM * LINE + i % HEAD_DIM] = value;
            }
            context.localBarrier();
            for (int i = 0; i < 8; i++) {
                logits[i] = 0f;
            }
            for (int c = 0; c < HEAD_DIM; c++) {
                float k0 = tile[x * LINE + c];
                float k1 = tile[(x + SIDE) * LINE + c];
                for (int r = 0; r < 4; r++) {
                    addProducts(logits, r, query[(4 * y + r) * LINE + c], k0, k1);
                }
            }
            for (int r = 0; r < 4; r++) {
                largest[(4 * y + r) * SIDE + x] = largestKnown(logits, r, from + x, tokens);
            }
            context.localBarrier();
            for (int r = 0; r < 4; r++) {
                float most = max[r];
                for (int i = 0; i < SIDE; i++) {
                    most = TornadoMath.max(most, largest[(4 * y + r) * SIDE + i]);
                }
                rescale(r, most, max, total, sums);
                int at = (4 * y + r) * (KEYS + 1) + x;
                weights[at] = TornadoMath.exp(logits[2 * r] - most);
                weights[at + SIDE] = TornadoMath.exp(logits[2 * r + 1] - most);
            }
            // The keys have served; their values take the place.
            for (int i = item; i < KEYS * HEAD_DIM; i += SIDE * SIDE) {
                float value = element(qkv, first + 2 * channels, stride, from, i, tokens);
                tile[i / HEAD_DIM * LINE + i % HEAD_DIM] = value;
            }
            context.localBarrier();
            for (int k = 0; k < KEYS; k++) {
                float v0 = tile[k * LINE + x];
                float v1 = tile[k * LINE + x + SIDE];
                float v2 = tile[k * LINE + x + 2 * SIDE];
                float v3 = tile[k * LINE + x + 3 * SIDE];
                for (int r = 0; r < 4; r++) {
                    float weight = weights[(4 * y + r) * (KEYS + 1) + k];
                    addValues(r, weight, v0, v1, v2, v3, total, sums);
                }
            }
        }
        for (int r = 0; r < 4; r++) {
            int token = start + 4 * y + r;
            if (token < tokens) {
                int target = (image * tokens + token) * channels + head + x;
                store(r, total, sums, out, target);
                if (x == 0) {
                    float value = max[r] + TornadoMath.log(total[r]);
                    logSumExp.set(map * tokens + token, value);
                }
            }
        }
    }

    /** Element i of rows of one head from a token on; rows behind the last token repeat it. */
    private static float element(
            FloatArray qkv, int first, int stride, int from, int i, int tokens) {
        int token = TornadoMath.min(from + i / HEAD_DIM, tokens - 1);
        return qkv.get(first + token * stride + i % HEAD_DIM);
    }

    /** Logits [4, 2] of four queries with keys x and x + 16. */
    private static void addProducts(float[] logits, int r, float q, float k0, float k1) {
        logits[2 * r] = logits[2 * r] + q * k0;
        logits[2 * r + 1] = logits[2 * r + 1] + q * k1;
    }

    /** The larger logit of row r, after those of keys behind the last token were lowered. */
    private static float largestKnown(float[] logits, int r, int key, int tokens) {
        if (key >= tokens) {
            logits[2 * r] = LOWEST;
        }
        if (key + SIDE >= tokens) {
            logits[2 * r + 1] = LOWEST;
        }
        return TornadoMath.max(logits[2 * r], logits[2 * r + 1]);
    }

    /** Brings the sums of row r to its new largest logit. */
    private static void rescale(int r, float most, float[] max, float[] total, float[] sums) {
        float correction = TornadoMath.exp(max[r] - most);
        max[r] = most;
        total[r] = total[r] * correction;
        for (int j = 0; j < 4; j++) {
            sums[r * 4 + j] = sums[r * 4 + j] * correction;
        }
    }

    private static void addValues(
            int r,
            float weight,
            float v0,
            float v1,
            float v2,
            float v3,
            float[] total,
            float[] sums) {
        total[r] = total[r] + weight;
        sums[r * 4] = sums[r * 4] + weight * v0;
        sums[r * 4 + 1] = sums[r * 4 + 1] + weight * v1;
        sums[r * 4 + 2] = sums[r * 4 + 2] + weight * v2;
        sums[r * 4 + 3] = sums[r * 4 + 3] + weight * v3;
    }

    private static void store(int r, float[] total, float[] sums, FloatArray out, int target) {
        float factor = 1f / total[r];
        for (int j = 0; j < 4; j++) {
            out.set(target + j * SIDE, sums[r * 4 + j] * factor);
        }
    }
}
