package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.op.KernelMath;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * {@link SelectiveScan} for TornadoVM, forward. One thread a channel and chunk, states in
 * registers; a group is a block of channels, and the blocks of a chunk follow each other. Channels are
 * neighbours in memory, so every access is coalesced or the same for all threads of a warp. {@code time} and {@code space} are {@link
 * ScanSizes}; {@code parameters} is [directions, states + 2, channels]: A, then D, then the bias.
 */
final class SelectiveScanKernels {

    private SelectiveScanKernels() {}

    /** A = -exp(A_log), D and bias of one direction into {@code parameters}. */
    static void pack(
            FloatArray aLog,
            int aLogOffset,
            FloatArray skip,
            int skipOffset,
            FloatArray bias,
            int biasOffset,
            FloatArray parameters,
            int direction,
            int channels,
            int states) {
        for (@Parallel int index = 0; index < (states + 2) * channels; index++) {
            int n = index / channels;
            int e = index - n * channels;
            int at = (direction * (states + 2) + n) * channels + e;
            if (n < states) {
                parameters.set(at, -TornadoMath.exp(aLog.get(aLogOffset + e * states + n)));
            } else if (n == states) {
                parameters.set(at, skip.get(skipOffset + e));
            } else {
                parameters.set(at, bias.get(biasOffset + e));
            }
        }
    }

    /** B and C side by side: bc [rows, 2 states]. */
    static void gather(
            FloatArray b,
            long bView,
            FloatArray c,
            long cView,
            FloatArray bc,
            int rows,
            int states) {
        for (@Parallel int index = 0; index < rows * states; index++) {
            int row = index / states;
            int n = index - row * states;
            int bAt = ScanSizes.low(bView) + row * ScanSizes.high(bView) + n;
            int cAt = ScanSizes.low(cView) + row * ScanSizes.high(cView) + n;
            bc.set(row * 2 * states + n, b.get(bAt));
            bc.set((row * 2 + 1) * states + n, c.get(cAt));
        }
    }

    /** The states at the end of each chunk that starts from zero, and its sum of delta. */
    static void chunkEnds(
            KernelContext context,
            FloatArray u,
            FloatArray delta,
            long offsets,
            FloatArray parameters,
            FloatArray bc,
            FloatArray states,
            FloatArray deltaSums,
            long time,
            long space) {
        int channels = ScanSizes.channels(space);
        int blocks = SelectiveScanTasks.blocks(channels);
        int border = context.groupIdx / blocks;
        int e = (context.groupIdx - border * blocks) * SelectiveScanTasks.GROUP + context.localIdx;
        int count = ScanSizes.states(space);
        int tokens = ScanSizes.tokens(time);
        int chunks = ScanSizes.chunks(time);
        if (e < channels && border < ScanSizes.sequences(space) * chunks) {
            int sequence = border / chunks;
            int from = (border - sequence * chunks) * ScanSizes.chunk(time);
            int to = TornadoMath.min(from + ScanSizes.chunk(time), tokens);
            int base = sequence / ScanSizes.batch(space) * (count + 2) * channels + e;
            float bias = parameters.get(base + (count + 1) * channels);
            float[] a = new float[ScanSizes.states(space)];
            float[] h = new float[ScanSizes.states(space)];
            for (int n = 0; n < count; n++) {
                a[n] = parameters.get(base + n * channels);
                h[n] = 0f;
            }
            float sum = 0f;
            for (int step = from; step < to; step++) {
                int reversed = ScanSizes.isReverse(space, sequence);
                int token = step + reversed * (tokens - 1 - 2 * step);
                int row = sequence * tokens + token;
                int at = row * channels + e;
                float d = KernelMath.softplus(delta.get(ScanSizes.high(offsets) + at) + bias);
                float drive = d * u.get(ScanSizes.low(offsets) + at);
                sum += d;
                for (int n = 0; n < count; n++) {
                    float b = bc.get(row * 2 * count + n);
                    h[n] = TornadoMath.exp(d * a[n]) * h[n] + drive * b;
                }
            }
            deltaSums.set(border * channels + e, sum);
            for (int n = 0; n < count; n++) {
                states.set((border * count + n) * channels + e, h[n]);
            }
        }
    }

    /** Turns the state at the end of each chunk from zero into the state at its start. */
    static void chunkStarts(
            KernelContext context,
            FloatArray parameters,
            FloatArray states,
            FloatArray deltaSums,
            long time,
            long space) {
        int channels = ScanSizes.channels(space);
        int blocks = SelectiveScanTasks.blocks(channels);
        int line = context.groupIdx / blocks;
        int e = (context.groupIdx - line * blocks) * SelectiveScanTasks.GROUP + context.localIdx;
        int count = ScanSizes.states(space);
        int chunks = ScanSizes.chunks(time);
        if (e < channels && line < ScanSizes.sequences(space) * count) {
            int sequence = line / count;
            int n = line - sequence * count;
            int direction = sequence / ScanSizes.batch(space);
            float a = parameters.get((direction * (count + 2) + n) * channels + e);
            float carried = 0f;
            for (int chunk = 0; chunk < chunks; chunk++) {
                int border = sequence * chunks + chunk;
                int at = (border * count + n) * channels + e;
                float end = states.get(at);
                float decay = TornadoMath.exp(a * deltaSums.get(border * channels + e));
                states.set(at, carried);
                carried = decay * carried + end;
            }
        }
    }

    /** y of each chunk from the state at its start; gated: 1 when y is multiplied by silu(z). */
    static void apply(
            KernelContext context,
            FloatArray u,
            FloatArray delta,
            long offsets,
            FloatArray z,
            long zView,
            FloatArray parameters,
            FloatArray bc,
            FloatArray states,
            FloatArray y,
            int gated,
            long time,
            long space) {
        int channels = ScanSizes.channels(space);
        int blocks = SelectiveScanTasks.blocks(channels);
        int border = context.groupIdx / blocks;
        int e = (context.groupIdx - border * blocks) * SelectiveScanTasks.GROUP + context.localIdx;
        int count = ScanSizes.states(space);
        int tokens = ScanSizes.tokens(time);
        int chunks = ScanSizes.chunks(time);
        if (e < channels && border < ScanSizes.sequences(space) * chunks) {
            int sequence = border / chunks;
            int from = (border - sequence * chunks) * ScanSizes.chunk(time);
            int to = TornadoMath.min(from + ScanSizes.chunk(time), tokens);
            int base = sequence / ScanSizes.batch(space) * (count + 2) * channels + e;
            float skip = parameters.get(base + count * channels);
            float bias = parameters.get(base + (count + 1) * channels);
            float[] a = new float[ScanSizes.states(space)];
            float[] h = new float[ScanSizes.states(space)];
            for (int n = 0; n < count; n++) {
                a[n] = parameters.get(base + n * channels);
                h[n] = 0f;
            }
            if (chunks > 1) {
                for (int n = 0; n < count; n++) {
                    h[n] = states.get((border * count + n) * channels + e);
                }
            }
            for (int step = from; step < to; step++) {
                int reversed = ScanSizes.isReverse(space, sequence);
                int token = step + reversed * (tokens - 1 - 2 * step);
                int row = sequence * tokens + token;
                int at = row * channels + e;
                float input = u.get(ScanSizes.low(offsets) + at);
                float d = KernelMath.softplus(delta.get(ScanSizes.high(offsets) + at) + bias);
                float drive = d * input;
                float sum = skip * input;
                for (int n = 0; n < count; n++) {
                    float b = bc.get(row * 2 * count + n);
                    float c = bc.get((row * 2 + 1) * count + n);
                    h[n] = TornadoMath.exp(d * a[n]) * h[n] + drive * b;
                    sum += h[n] * c;
                }
                if (gated == 1) {
                    int sample = sequence % ScanSizes.batch(space);
                    int gate = (sample * tokens + token) * ScanSizes.high(zView) + e;
                    sum *= KernelMath.silu(z.get(ScanSizes.low(zView) + gate));
                }
                y.set(at, sum);
            }
        }
    }
}
