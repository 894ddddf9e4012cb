package dev.tornadovim.kernels.op.attention;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * {@link StreamingAttention} for TornadoVM, one query or one key a thread, everything of it in
 * private memory. Parts of {@code qkv} lie {@code channels = heads * headDim} apart.
 */
final class StreamingKernels {

    private StreamingKernels() {}

    /** out_i = sum over j of p_ij v_j; logSumExp[map, i] = log(sum over j of e^s_ij). */
    static void forward(
            FloatArray qkv,
            int qkvOffset,
            FloatArray out,
            FloatArray logSumExp,
            int maps,
            int tokens,
            int heads,
            int headDim,
            float scale) {
        for (@Parallel int row = 0; row < maps * tokens; row++) {
            int map = row / tokens;
            int image = map / heads;
            int channels = heads * headDim;
            int stride = 3 * channels;
            int head = (map - image * heads) * headDim;
            int first = qkvOffset + image * tokens * stride + head;
            int token = row - map * tokens;
            float[] query = new float[headDim];
            float[] sums = new float[headDim];
            for (int c = 0; c < headDim; c++) {
                query[c] = qkv.get(first + token * stride + c) * scale;
                sums[c] = 0f;
            }
            float max = -1e30f;
            float total = 0f;
            for (int j = 0; j < tokens; j++) {
                int key = first + j * stride + channels;
                float logit = 0f;
                for (int c = 0; c < headDim; c++) {
                    logit += query[c] * qkv.get(key + c);
                }
                float newMax = TornadoMath.max(max, logit);
                float correction = TornadoMath.exp(max - newMax);
                float weight = TornadoMath.exp(logit - newMax);
                max = newMax;
                total = total * correction + weight;
                for (int c = 0; c < headDim; c++) {
                    sums[c] = sums[c] * correction + weight * qkv.get(key + channels + c);
                }
            }
            float factor = 1f / total;
            int target = (image * tokens + token) * channels + head;
            for (int c = 0; c < headDim; c++) {
                out.set(target + c, sums[c] * factor);
            }
            logSumExp.set(row, max + TornadoMath.log(total));
        }
    }

    /** delta[map, i] = dOut_i · out_i. */
    static void deltas(
            FloatArray out,
            FloatArray dOut,
            FloatArray delta,
            int maps,
            int tokens,
            int heads,
            int headDim) {
        for (@Parallel int row = 0; row < maps * tokens; row++) {
            int map = row / tokens;
            int image = map / heads;
            int head = (map - image * heads) * headDim;
            int at = (image * tokens + row - map * tokens) * heads * headDim + head;
            float sum = 0f;
            for (int c = 0; c < headDim; c++) {
                sum += out.get(at + c) * dOut.get(at + c);
            }
            delta.set(row, sum);
        }
    }

    /** dQ_i = scale sum over j of p_ij (dOut_i · v_j - delta_i) k_j. */
    static void backwardQuery(
            FloatArray qkv,
            int qkvOffset,
            FloatArray logSumExp,
            FloatArray dOut,
            FloatArray delta,
            FloatArray dQkv,
            int dQkvOffset,
            int maps,
            int tokens,
            int heads,
            int headDim,
            float scale,
            int accumulate) {
        for (@Parallel int row = 0; row < maps * tokens; row++) {
            int map = row / tokens;
            int image = map / heads;
            int channels = heads * headDim;
            int stride = 3 * channels;
            int head = (map - image * heads) * headDim;
            int first = image * tokens * stride + head;
            int token = row - map * tokens;
            float[] query = new float[headDim];
            float[] slope = new float[headDim];
            float[] sums = new float[headDim];
            for (int c = 0; c < headDim; c++) {
                query[c] = qkv.get(qkvOffset + first + token * stride + c) * scale;
                slope[c] = dOut.get((image * tokens + token) * channels + head + c);
                sums[c] = 0f;
            }
            float total = logSumExp.get(row);
            float mean = delta.get(row);
            for (int j = 0; j < tokens; j++) {
                int key = qkvOffset + first + j * stride + channels;
                float logit = 0f;
                float dWeight = 0f;
                for (int c = 0; c < headDim; c++) {
                    logit += query[c] * qkv.get(key + c);
                    dWeight += slope[c] * qkv.get(key + channels + c);
                }
                float dLogit = TornadoMath.exp(logit - total) * (dWeight - mean);
                for (int c = 0; c < headDim; c++) {
                    sums[c] += dLogit * qkv.get(key + c);
                }
            }
            int target = dQkvOffset + first + token * stride;
            for (int c = 0; c < headDim; c++) {
                float value = scale * sums[c];
                if (accumulate == 1) {
                    value += dQkv.get(target + c);
                }
                dQkv.set(target + c, value);
            }
        }
    }

    /** dK_j = scale sum over i of p_ij (dOut_i · v_j - delta_i) q_i; dV_j = sum of p_ij dOut_i. */
    static void backwardKey(
            FloatArray qkv,
            int qkvOffset,
            FloatArray logSumExp,
            FloatArray dOut,
            FloatArray delta,
            FloatArray dQkv,
            int dQkvOffset,
            int maps,
            int tokens,
            int heads,
            int headDim,
            float scale,
            int accumulate) {
        for (@Parallel int row = 0; row < maps * tokens; row++) {
            int map = row / tokens;
            int image = map / heads;
            int channels = heads * headDim;
            int stride = 3 * channels;
            int head = (map - image * heads) * headDim;
            int first = image * tokens * stride + head;
            int token = row - map * tokens;
            float[] key = new float[headDim];
            float[] value = new float[headDim];
            float[] dKey = new float[headDim];
            float[] dValue = new float[headDim];
            for (int c = 0; c < headDim; c++) {
                int at = qkvOffset + first + token * stride + channels + c;
                key[c] = qkv.get(at) * scale;
                value[c] = qkv.get(at + channels);
                dKey[c] = 0f;
                dValue[c] = 0f;
            }
            for (int i = 0; i < tokens; i++) {
                int query = qkvOffset + first + i * stride;
                int slope = (image * tokens + i) * channels + head;
                float logit = 0f;
                float dWeight = 0f;
                for (int c = 0; c < headDim; c++) {
                    logit += key[c] * qkv.get(query + c);
                    dWeight += value[c] * dOut.get(slope + c);
                }
                float weight = TornadoMath.exp(logit - logSumExp.get(map * tokens + i));
                float dLogit = weight * (dWeight - delta.get(map * tokens + i));
                for (int c = 0; c < headDim; c++) {
                    dValue[c] += weight * dOut.get(slope + c);
                    dKey[c] += dLogit * qkv.get(query + c);
                }
            }
            int target = dQkvOffset + first + token * stride + channels;
            for (int c = 0; c < headDim; c++) {
                float ofKey = scale * dKey[c];
                float ofValue = dValue[c];
                if (accumulate == 1) {
                    ofKey += dQkv.get(target + c);
                    ofValue += dQkv.get(target + channels + c);
                }
                dQkv.set(target + c, ofKey);
                dQkv.set(target + channels + c, ofValue);
            }
        }
    }
}
