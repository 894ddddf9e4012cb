package dev.tornadovim.kernels.op.conv1d;

import dev.tornadovim.kernels.op.KernelMath;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * {@link CausalConv1d} for TornadoVM. {@code parameters} is [directions, width + 1, channels], the
 * taps and then the bias; {@code reverse} has bit d set where direction d is reversed.
 */
final class CausalConv1dKernels {

    private CausalConv1dKernels() {}

    /** Copies weight [channels, width] and bias [channels] of one direction. */
    static void pack(
            FloatArray weight,
            int weightOffset,
            FloatArray bias,
            int biasOffset,
            FloatArray parameters,
            int direction,
            int channels,
            int width) {
        for (@Parallel int e = 0; e < channels; e++) {
            int base = direction * (width + 1) * channels + e;
            for (int k = 0; k < width; k++) {
                parameters.set(base + k * channels, weight.get(weightOffset + e * width + k));
            }
            parameters.set(base + width * channels, bias.get(biasOffset + e));
        }
    }

    /** The value before SiLU of one output. */
    private static float before(
            FloatArray x,
            int column,
            int xStride,
            FloatArray parameters,
            int taps,
            int t,
            int tokens,
            int channels,
            int width,
            int isReverse) {
        float sum = parameters.get(taps + width * channels);
        for (int k = 0; k < width; k++) {
            int source = isReverse == 1 ? t + width - 1 - k : t - width + 1 + k;
            if (source >= 0 && source < tokens) {
                sum += parameters.get(taps + k * channels) * x.get(column + source * xStride);
            }
        }
        return sum;
    }

    /** u [directions * batch, tokens, channels]. */
    static void forward(
            FloatArray x,
            int xOffset,
            int xStride,
            FloatArray parameters,
            FloatArray u,
            int sequences,
            int batch,
            int tokens,
            int channels,
            int width,
            int reverse) {
        for (@Parallel int index = 0; index < sequences * tokens * channels; index++) {
            int row = index / channels;
            int e = index - row * channels;
            int sequence = row / tokens;
            int t = row - sequence * tokens;
            int direction = sequence / batch;
            int b = sequence - direction * batch;
            int column = xOffset + b * tokens * xStride + e;
            int taps = direction * (width + 1) * channels + e;
            float pre =
                    before(
                            x,
                            column,
                            xStride,
                            parameters,
                            taps,
                            t,
                            tokens,
                            channels,
                            width,
                            (reverse >> direction) & 1);
            u.set(row * channels + e, KernelMath.silu(pre));
        }
    }

    /** dPre = du silu'(pre), [directions * batch, tokens, channels]. */
    static void backwardSilu(
            FloatArray x,
            int xOffset,
            int xStride,
            FloatArray parameters,
            FloatArray du,
            int duOffset,
            FloatArray dPre,
            int sequences,
            int batch,
            int tokens,
            int channels,
            int width,
            int reverse) {
        for (@Parallel int index = 0; index < sequences * tokens * channels; index++) {
            int row = index / channels;
            int e = index - row * channels;
            int sequence = row / tokens;
            int t = row - sequence * tokens;
            int direction = sequence / batch;
            int b = sequence - direction * batch;
            int column = xOffset + b * tokens * xStride + e;
            int taps = direction * (width + 1) * channels + e;
            float pre =
                    before(
                            x,
                            column,
                            xStride,
                            parameters,
                            taps,
                            t,
                            tokens,
                            channels,
                            width,
                            (reverse >> direction) & 1);
            int at = row * channels + e;
            dPre.set(at, du.get(duOffset + at) * KernelMath.siluDerivative(pre));
        }
    }

    /** dx gathers from every output, of every direction, that reads its token. */
    static void backwardInput(
            FloatArray parameters,
            FloatArray dPre,
            FloatArray dx,
            int dxOffset,
            int dxStride,
            int directions,
            int batch,
            int tokens,
            int channels,
            int width,
            int reverse,
            int accumulate) {
        for (@Parallel int index = 0; index < batch * tokens * channels; index++) {
            int row = index / channels;
            int e = index - row * channels;
            int t = row % tokens;
            float sum = 0f;
            for (int d = 0; d < directions; d++) {
                int first = (d * batch * tokens + row - t) * channels + e;
                int taps = d * (width + 1) * channels + e;
                for (int k = 0; k < width; k++) {
                    int back = width - 1 - k;
                    int reader = ((reverse >> d) & 1) == 1 ? t - back : t + back;
                    if (reader >= 0 && reader < tokens) {
                        sum +=
                                parameters.get(taps + k * channels)
                                        * dPre.get(first + reader * channels);
                    }
                }
            }
            int at = dxOffset + row * dxStride + e;
            if (accumulate == 1) {
                dx.set(at, dx.get(at) + sum);
            } else {
                dx.set(at, sum);
            }
        }
    }

    /**
     * Sums of dw and db over the rows (sample, token) of a segment: partials [segments, directions,
     * width + 1, channels].
     */
    static void weightPartials(
            FloatArray x,
            int xOffset,
            int xStride,
            FloatArray dPre,
            FloatArray partials,
            int segments,
            int segment,
            int directions,
            int batch,
            int tokens,
            int channels,
            int width,
            int reverse) {
        for (@Parallel int index = 0;
                index < segments * directions * (width + 1) * channels;
                index++) {
            int s = index / channels;
            int e = index - s * channels;
            int k = s % (width + 1);
            int d = (s / (width + 1)) % directions;
            int from = s / ((width + 1) * directions) * segment;
            int rows = batch * tokens;
            float sum = 0f;
            for (int i = 0; i < segment; i++) {
                int row = from + i;
                if (row < rows) {
                    int t = row % tokens;
                    float g = dPre.get((d * rows + row) * channels + e);
                    int back = width - 1 - k;
                    int source = ((reverse >> d) & 1) == 1 ? t + back : t - back;
                    if (k == width) {
                        sum += g;
                    } else if (source >= 0 && source < tokens) {
                        sum += g * x.get(xOffset + (row - t + source) * xStride + e);
                    }
                }
            }
            partials.set(s * channels + e, sum);
        }
    }

    /**
     * Adds up the partial sums of {@code taps} neighboring taps of one direction, from {@code first}
     * on: gradient [channels, taps]. The bias is the tap after the last one of the weight. Weight and
     * bias are two launches because they may lie in one array, which a launch must not take twice.
     */
    static void sumPartials(
            FloatArray partials,
            FloatArray gradient,
            int gradientOffset,
            int first,
            int taps,
            int segments,
            int directions,
            int direction,
            int channels,
            int width,
            int accumulate) {
        for (@Parallel int index = 0; index < taps * channels; index++) {
            int k = index / channels;
            int e = index - k * channels;
            float sum = 0f;
            for (int s = 0; s < segments; s++) {
                int row = (s * directions + direction) * (width + 1) + first + k;
                sum += partials.get(row * channels + e);
            }
            int at = gradientOffset + e * taps + k;
            float before = accumulate == 1 ? gradient.get(at) : 0f;
            gradient.set(at, before + sum);
        }
    }
}
