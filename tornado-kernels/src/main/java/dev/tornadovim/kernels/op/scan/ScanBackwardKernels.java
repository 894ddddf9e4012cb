package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.op.KernelMath;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * {@link SelectiveScan} for TornadoVM, backward. The adjoint at the borders of chunks first,
 * like the states of the forward pass with time reversed; then {@link ScanChunkBackwardKernels} for all
 * chunks at the same time; then sums of what the chunks left. {@code work} is laid out by {@link
 * ScanWork}.
 */
final class ScanBackwardKernels {

    private ScanBackwardKernels() {}

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

    /** The adjoint that each chunk hands to the one before when it gets zero, and its delta sum. */
    static void adjointEnds(
            KernelContext context,
            FloatArray delta,
            int deltaOffset,
            FloatArray z,
            long zView,
            FloatArray dy,
            FloatArray parameters,
            FloatArray bc,
            FloatArray work,
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
            float bias = parameters.get(base + (count + 1) * channels);
            float[] a = new float[ScanSizes.states(space)];
            float[] carried = new float[ScanSizes.states(space)];
            for (int n = 0; n < count; n++) {
                a[n] = parameters.get(base + n * channels);
                carried[n] = 0f;
            }
            int reversed = ScanSizes.isReverse(space, sequence);
            int sharedRows = sequence % ScanSizes.batch(space) * tokens;
            int token = to - 1 + reversed * (tokens - 1 - 2 * (to - 1));
            int at = (sequence * tokens + token) * channels + e;
            int gateAt = (sharedRows + token) * ScanSizes.high(zView) + e;
            float nextDelta = delta.get(deltaOffset + at);
            float nextDy = dy.get(at);
            float nextZ = z.get(ScanSizes.low(zView) + gateAt);
            float sum = 0f;
            for (int step = to - 1; step >= from; step--) {
                int row = sequence * tokens + token;
                float raw = nextDelta;
                float gamma = nextDy;
                float gate = nextZ;
                int before = TornadoMath.max(step - 1, from);
                token = before + reversed * (tokens - 1 - 2 * before);
                at = (sequence * tokens + token) * channels + e;
                gateAt = (sharedRows + token) * ScanSizes.high(zView) + e;
                nextDelta = delta.get(deltaOffset + at);
                nextDy = dy.get(at);
                nextZ = z.get(ScanSizes.low(zView) + gateAt);
                float d = KernelMath.softplus(raw + bias);
                if (gated == 1) {
                    gamma *= KernelMath.silu(gate);
                }
                sum += d;
                for (int n = 0; n < count; n++) {
                    float c = bc.get((row * 2 + 1) * count + n);
                    carried[n] = TornadoMath.exp(d * a[n]) * (gamma * c + carried[n]);
                }
            }
            work.set(ScanWork.deltaSums(time, space) + border * channels + e, sum);
            for (int n = 0; n < count; n++) {
                work.set((border * count + n) * channels + e, carried[n]);
            }
        }
    }

    /** Turns the adjoint that a chunk hands on into the one that it gets from the chunk after it. */
    static void adjointStarts(
            KernelContext context, FloatArray parameters, FloatArray work, long time, long space) {
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
            int sums = ScanWork.deltaSums(time, space);
            float carried = 0f;
            float[] ends = new float[SelectiveScanKernels.AT_ONCE];
            float[] decays = new float[SelectiveScanKernels.AT_ONCE];
            for (int back = 0; back < chunks; back += SelectiveScanKernels.AT_ONCE) {
                for (int i = 0; i < SelectiveScanKernels.AT_ONCE; i++) {
                    int chunk = TornadoMath.max(chunks - 1 - back - i, 0);
                    int border = sequence * chunks + chunk;
                    ends[i] = work.get((border * count + n) * channels + e);
                    decays[i] = TornadoMath.exp(a * work.get(sums + border * channels + e));
                }
                for (int i = 0; i < SelectiveScanKernels.AT_ONCE; i++) {
                    if (back + i < chunks) {
                        int border = sequence * chunks + chunks - 1 - back - i;
                        work.set((border * count + n) * channels + e, carried);
                        carried = decays[i] * carried + ends[i];
                    }
                }
            }
        }
    }

    /** dB (first = 0) or dC (first = states): sums over the blocks of channels. */
    static void sumBlocks(
            FloatArray work,
            FloatArray target,
            long targetView,
            int first,
            int accumulate,
            int rows,
            long time,
            long space) {
        for (@Parallel int index = 0; index < ScanSizes.states(space) * rows; index++) {
            int n = index / rows;
            int row = index - n * rows;
            float sum = 0f;
            for (int block = 0; block < ScanWork.blocks(space); block++) {
                int line = block * 2 * ScanSizes.states(space) + first + n;
                sum += work.get(ScanWork.bc(time, space) + line * rows + row);
            }
            int at = ScanSizes.low(targetView) + row * ScanSizes.high(targetView) + n;
            float before = accumulate == 1 ? target.get(at) : 0f;
            target.set(at, before + sum);
        }
    }

    /** dz: sum over the directions. */
    static void sumDz(
            FloatArray work,
            FloatArray dz,
            long dzView,
            int accumulate,
            int rows,
            long time,
            long space) {
        for (@Parallel int index = 0; index < rows * ScanSizes.channels(space); index++) {
            int row = index / ScanSizes.channels(space);
            int e = index - row * ScanSizes.channels(space);
            int channels = ScanSizes.channels(space);
            float sum = 0f;
            for (int d = 0; d < ScanSizes.directions(space); d++) {
                int part = (d * rows + row) * channels + e;
                sum += work.get(ScanWork.dz(time, space) + part);
            }
            int at = ScanSizes.low(dzView) + row * ScanSizes.high(dzView) + e;
            float before = accumulate == 1 ? dz.get(at) : 0f;
            dz.set(at, before + sum);
        }
    }

    /** Parameter gradients: sums of every {@code groups}-th sample and chunk. */
    static void sumParts(FloatArray work, int lines, int groups, long time, long space) {
        for (@Parallel int index = 0; index < lines * ScanSizes.channels(space); index++) {
            int line = index / ScanSizes.channels(space);
            int e = index - line * ScanSizes.channels(space);
            int channels = ScanSizes.channels(space);
            int rows = ScanSizes.states(space) + 2;
            int parts = ScanWork.parts(time, space);
            int group = line / (ScanSizes.directions(space) * rows);
            int direction = line / rows % ScanSizes.directions(space);
            int n = line % rows;
            float sum = 0f;
            for (int part = group; part < parts; part += groups) {
                int row = (direction * parts + part) * rows + n;
                sum += work.get(ScanWork.parameters(time, space) + row * channels + e);
            }
            work.set(ScanWork.parameterSums(time, space) + line * channels + e, sum);
        }
    }

    /** dA_log = dA A of one direction. */
    static void backwardALog(
            FloatArray parameters,
            FloatArray work,
            FloatArray target,
            int targetOffset,
            int direction,
            int accumulate,
            int groups,
            long time,
            long space) {
        for (@Parallel int index = 0;
                index < ScanSizes.states(space) * ScanSizes.channels(space);
                index++) {
            int n = index / ScanSizes.channels(space);
            int e = index - n * ScanSizes.channels(space);
            int channels = ScanSizes.channels(space);
            int count = ScanSizes.states(space);
            float sum = 0f;
            for (int group = 0; group < groups; group++) {
                int line = group * ScanSizes.directions(space) + direction;
                int row = line * (count + 2) + n;
                sum += work.get(ScanWork.parameterSums(time, space) + row * channels + e);
            }
            int at = targetOffset + e * count + n;
            float a = parameters.get((direction * (count + 2) + n) * channels + e);
            float before = accumulate == 1 ? target.get(at) : 0f;
            target.set(at, before + sum * a);
        }
    }

    /** dD (n = states) or the gradient of the bias (n = states + 1) of one direction. */
    static void backwardChannels(
            FloatArray work,
            FloatArray target,
            int targetOffset,
            int n,
            int direction,
            int accumulate,
            int groups,
            long time,
            long space) {
        for (@Parallel int e = 0; e < ScanSizes.channels(space); e++) {
            int channels = ScanSizes.channels(space);
            float sum = 0f;
            for (int group = 0; group < groups; group++) {
                int line = group * ScanSizes.directions(space) + direction;
                int row = line * (ScanSizes.states(space) + 2) + n;
                sum += work.get(ScanWork.parameterSums(time, space) + row * channels + e);
            }
            float before = accumulate == 1 ? target.get(targetOffset + e) : 0f;
            target.set(targetOffset + e, before + sum);
        }
    }

    /** Writes or adds values to where they lie in another array. */
    static void put(
            FloatArray values, FloatArray target, int targetOffset, int accumulate, int size) {
        for (@Parallel int i = 0; i < size; i++) {
            float before = accumulate == 1 ? target.get(targetOffset + i) : 0f;
            target.set(targetOffset + i, before + values.get(targetOffset + i));
        }
    }
}
