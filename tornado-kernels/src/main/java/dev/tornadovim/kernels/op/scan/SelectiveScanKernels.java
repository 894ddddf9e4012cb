package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.op.KernelMath;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * {@link SelectiveScan} for TornadoVM, forward. One thread per channel and chunk, states in registers; a
 * group is a block of channels, and the blocks of a chunk follow each other. Channels are neighbors in
 * memory, so accesses are coalesced. B and C, which all channels of a token share, are staged in local
 * memory, and what a thread needs of the next token is loaded while it works on this one.
 * {@code time} and {@code space} are {@link ScanSizes}; {@code parameters} is [directions, states + 2,
 * channels]: A, then D, then the bias.
 */
final class SelectiveScanKernels {

    /** Flags of {@link ScanSizes#flags}. */
    static final int GATED = 1;

    static final int KEEP = 2;
    static final int ONE_PASS = 4;

    /** Tokens whose B and C a group stages in local memory, and floats of that. */
    private static final int STAGED = 16;

    private static final int SHARED = 2048;

    /** Chunks whose loads {@link #chunkStarts} has under way at the same time. */
    static final int AT_ONCE = 8;

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

    /** The states at the end of each chunk that starts from zero, and its sum of delta. */
    static void chunkEnds(
            KernelContext context,
            FloatArray u,
            FloatArray delta,
            long offsets,
            FloatArray parameters,
            FloatArray b,
            long bView,
            FloatArray states,
            FloatArray deltaSums,
            long time,
            long space) {
        int channels = ScanSizes.channels(space);
        int count = ScanSizes.states(space);
        int tokens = ScanSizes.tokens(time);
        int chunks = ScanSizes.chunks(time);
        int blocks = SelectiveScanTasks.blocks(channels);
        int border = context.groupIdx / blocks;
        int channel =
                (context.groupIdx - border * blocks) * SelectiveScanTasks.GROUP + context.localIdx;
        int e = TornadoMath.min(channel, channels - 1);
        int sequence = border / chunks;
        int reversed = ScanSizes.isReverse(space, sequence);
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
        float[] shared = context.allocateFloatLocalArray(SHARED);
        int staged = TornadoMath.max(1, TornadoMath.min(STAGED, SHARED / 2 / count));
        int first = (sequence * tokens + from + reversed * (tokens - 1 - 2 * from)) * channels + e;
        float nextU = u.get(ScanSizes.low(offsets) + first);
        float nextDelta = delta.get(ScanSizes.high(offsets) + first);
        float sum = 0f;
        for (int start = from; start < to; start += staged) {
            context.localBarrier();
            for (int i = context.localIdx; i < staged * count; i += SelectiveScanTasks.GROUP) {
                int offset = i / count;
                int step = TornadoMath.min(start + offset, to - 1);
                int row = sequence * tokens + step + reversed * (tokens - 1 - 2 * step);
                int n = i - offset * count;
                shared[i] = b.get(ScanSizes.at(bView, row, n));
            }
            context.localBarrier();
            int end = TornadoMath.min(start + staged, to);
            for (int step = start; step < end; step++) {
                float input = nextU;
                float raw = nextDelta;
                int after = TornadoMath.min(step + 1, to - 1);
                int row = sequence * tokens + after + reversed * (tokens - 1 - 2 * after);
                nextU = u.get(ScanSizes.low(offsets) + row * channels + e);
                nextDelta = delta.get(ScanSizes.high(offsets) + row * channels + e);
                float d = KernelMath.softplus(raw + bias);
                float drive = d * input;
                sum += d;
                int line = (step - start) * count;
                for (int n = 0; n < count; n++) {
                    h[n] = TornadoMath.exp(d * a[n]) * h[n] + drive * shared[line + n];
                }
            }
        }
        if (channel < channels) {
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
        if (e < channels) {
            int sequence = line / count;
            int n = line - sequence * count;
            int direction = sequence / ScanSizes.batch(space);
            float a = parameters.get((direction * (count + 2) + n) * channels + e);
            float carried = 0f;
            float[] ends = new float[AT_ONCE];
            float[] decays = new float[AT_ONCE];
            for (int from = 0; from < chunks; from += AT_ONCE) {
                for (int i = 0; i < AT_ONCE; i++) {
                    int chunk = TornadoMath.min(from + i, chunks - 1);
                    int border = sequence * chunks + chunk;
                    ends[i] = states.get((border * count + n) * channels + e);
                    decays[i] = TornadoMath.exp(a * deltaSums.get(border * channels + e));
                }
                for (int i = 0; i < AT_ONCE; i++) {
                    if (from + i < chunks) {
                        int border = sequence * chunks + from + i;
                        states.set((border * count + n) * channels + e, carried);
                        carried = decays[i] * carried + ends[i];
                    }
                }
            }
        }
    }

    /**
     * y of each chunk from the state at its start. With {@link #ONE_PASS}, threads walk over all chunks
     * instead, from zero; with {@link #KEEP} they leave the states at the borders.
     */
    @SuppressWarnings("checkstyle:methodlength") // one kernel: arrays stay in one method
    static void forward(
            KernelContext context,
            FloatArray u,
            FloatArray delta,
            long offsets,
            FloatArray z,
            long zView,
            FloatArray parameters,
            FloatArray b,
            long bView,
            FloatArray c,
            long cView,
            FloatArray states,
            FloatArray y,
            long time,
            long space) {
        int channels = ScanSizes.channels(space);
        int count = ScanSizes.states(space);
        int tokens = ScanSizes.tokens(time);
        int chunks = ScanSizes.chunks(time);
        int onePass = ScanSizes.flags(time) & ONE_PASS;
        int parts = onePass == 0 ? chunks : 1;
        int blocks = SelectiveScanTasks.blocks(channels);
        int part = context.groupIdx / blocks;
        int channel =
                (context.groupIdx - part * blocks) * SelectiveScanTasks.GROUP + context.localIdx;
        int e = TornadoMath.min(channel, channels - 1);
        int sequence = part / parts;
        int reversed = ScanSizes.isReverse(space, sequence);
        int from = (part - sequence * parts) * ScanSizes.chunk(time);
        int to = onePass == 0 ? TornadoMath.min(from + ScanSizes.chunk(time), tokens) : tokens;
        int sharedRows = sequence % ScanSizes.batch(space) * tokens;
        int base = sequence / ScanSizes.batch(space) * (count + 2) * channels + e;
        float skip = parameters.get(base + count * channels);
        float bias = parameters.get(base + (count + 1) * channels);
        float[] a = new float[ScanSizes.states(space)];
        float[] h = new float[ScanSizes.states(space)];
        for (int n = 0; n < count; n++) {
            a[n] = parameters.get(base + n * channels);
            h[n] = 0f;
        }
        if (onePass == 0) {
            for (int n = 0; n < count; n++) {
                h[n] = states.get((part * count + n) * channels + e);
            }
        }
        float[] shared = context.allocateFloatLocalArray(SHARED);
        int staged = TornadoMath.max(1, TornadoMath.min(STAGED, SHARED / 2 / count));
        int token = from + reversed * (tokens - 1 - 2 * from);
        int at = (sequence * tokens + token) * channels + e;
        float nextU = u.get(ScanSizes.low(offsets) + at);
        float nextDelta = delta.get(ScanSizes.high(offsets) + at);
        float nextZ = z.get(ScanSizes.at(zView, sharedRows + token, e));
        for (int border = from; border < to; border += ScanSizes.chunk(time)) {
            if ((ScanSizes.flags(time) & KEEP) != 0 && channel < channels) {
                int line = (sequence * chunks + border / ScanSizes.chunk(time)) * count;
                for (int n = 0; n < count; n++) {
                    states.set((line + n) * channels + e, h[n]);
                }
            }
            int chunkEnd = TornadoMath.min(border + ScanSizes.chunk(time), to);
            for (int start = border; start < chunkEnd; start += staged) {
                context.localBarrier();
                for (int i = context.localIdx;
                        i < staged * 2 * count;
                        i += SelectiveScanTasks.GROUP) {
                    int offset = i / (2 * count);
                    int step = TornadoMath.min(start + offset, to - 1);
                    int row = sequence * tokens + step + reversed * (tokens - 1 - 2 * step);
                    int n = i - offset * 2 * count;
                    if (n < count) {
                        shared[i] = b.get(ScanSizes.at(bView, row, n));
                    } else {
                        shared[i] = c.get(ScanSizes.at(cView, row, n - count));
                    }
                }
                context.localBarrier();
                int end = TornadoMath.min(start + staged, chunkEnd);
                for (int step = start; step < end; step++) {
                    int here = at;
                    float input = nextU;
                    float raw = nextDelta;
                    float gate = nextZ;
                    int after = TornadoMath.min(step + 1, to - 1);
                    token = after + reversed * (tokens - 1 - 2 * after);
                    at = (sequence * tokens + token) * channels + e;
                    nextU = u.get(ScanSizes.low(offsets) + at);
                    nextDelta = delta.get(ScanSizes.high(offsets) + at);
                    nextZ = z.get(ScanSizes.at(zView, sharedRows + token, e));
                    float d = KernelMath.softplus(raw + bias);
                    float drive = d * input;
                    float sum = skip * input;
                    int line = (step - start) * 2 * count;
                    for (int n = 0; n < count; n++) {
                        h[n] = TornadoMath.exp(d * a[n]) * h[n] + drive * shared[line + n];
                        sum += h[n] * shared[line + count + n];
                    }
                    if ((ScanSizes.flags(time) & GATED) != 0) {
                        sum *= KernelMath.silu(gate);
                    }
                    if (channel < channels) {
                        y.set(here, sum);
                    }
                }
            }
        }
    }
}
