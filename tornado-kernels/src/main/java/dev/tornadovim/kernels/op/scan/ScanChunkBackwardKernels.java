package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.op.KernelMath;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * The kernel that computes all gradients of one chunk and {@link ScanWork#LANES} channels: a
 * work-group of channels (x) times segments of {@link ScanWork#ITEMS} tokens (y). Each thread keeps
 * its tokens in registers and takes the states one by one: recurrence and adjoint from zero; what the
 * earlier and later segments of the group hand on; both again from there. dB and dC of a state are
 * summed over the channels of the group in local memory. Tokens and channels beyond the end take part
 * with zeros, so that loops have no branches and every thread meets every barrier.
 */
final class ScanChunkBackwardKernels {

    /** Flags of {@link ScanSizes#flags}. */
    static final int ADD_U = 1;

    static final int ADD_DELTA = 2;
    static final int GATED = 4;

    // Regions of the one array in local memory. It must not be passed to another method: TornadoVM
    // 5.2 reads a local array as a heap array there, silently.
    private static final int DECAY = 0;
    private static final int STATE = 256;
    private static final int ADJOINT = 512;
    private static final int DA = 768;
    private static final int SKIP = 1024;
    private static final int BIAS = 1280;
    private static final int DB = 1536;
    private static final int DC = DB + 64 * 33;
    private static final int SHARED = DC + 64 * 33;

    private ScanChunkBackwardKernels() {}

    /** 1 when index lies below end. */
    private static int below(int index, int end) {
        return TornadoMath.min(TornadoMath.max(end - index, 0), 1);
    }

    /** Row (direction, sample, token) of a step; of the last one for steps beyond. */
    private static int row(int sequence, int step, long time, long space) {
        int tokens = ScanSizes.tokens(time);
        int inside = TornadoMath.min(step, tokens - 1);
        int reversed = ScanSizes.isReverse(space, sequence);
        return sequence * tokens + inside + reversed * (tokens - 1 - 2 * inside);
    }

    /** Where z of a row of all directions lies. */
    private static int gate(int row, int e, long zView, long time, long space) {
        int shared = row % (ScanSizes.batch(space) * ScanSizes.tokens(time));
        return ScanSizes.low(zView) + shared * ScanSizes.high(zView) + e;
    }

    @SuppressWarnings("checkstyle:methodlength") // one kernel: private arrays stay in one method
    static void backwardChunks(
            KernelContext context,
            FloatArray u,
            FloatArray delta,
            long offsets,
            FloatArray z,
            long zView,
            FloatArray dy,
            FloatArray parameters,
            FloatArray bc,
            FloatArray states,
            FloatArray work,
            FloatArray du,
            FloatArray dDelta,
            long time,
            long space) {
        int lane = context.localIdx;
        int segment = context.localIdy;
        int border = context.groupIdx / ScanWork.blocks(space);
        int block = context.groupIdx - border * ScanWork.blocks(space);
        int channels = ScanSizes.channels(space);
        int count = ScanSizes.states(space);
        int chunks = ScanSizes.chunks(time);
        int segments = (ScanSizes.chunk(time) + 7) / 8;
        int sequence = border / chunks;
        int chunkStart = (border - sequence * chunks) * ScanSizes.chunk(time);
        int end = TornadoMath.min(chunkStart + ScanSizes.chunk(time), ScanSizes.tokens(time));
        int from = chunkStart + segment * 8;
        int isChannel = below(block * 32 + lane, channels);
        int e = TornadoMath.min(block * 32 + lane, channels - 1);
        int base = sequence / ScanSizes.batch(space) * (count + 2) * channels + e;
        float skip = parameters.get(base + count * channels);
        float bias = parameters.get(base + (count + 1) * channels);
        float[] step = new float[8];
        float[] input = new float[8];
        float[] gamma = new float[8];
        float[] qb = new float[8];
        float[] qap = new float[8];
        float[] out = new float[8];
        float[] decay = new float[8];
        float[] before = new float[8];
        float[] b = new float[8];
        float[] c = new float[8];
        float[] shared = context.allocateFloatLocalArray(SHARED);
        float stepSum = 0f;
        for (int i = 0; i < 8; i++) {
            int row = row(sequence, from + i, time, space);
            float inside = isChannel * below(from + i, end);
            int at = row * channels + e;
            float raw = delta.get(ScanSizes.high(offsets) + at) + bias;
            float g = dy.get(at);
            if ((ScanSizes.flags(time) & GATED) != 0) {
                g *= KernelMath.silu(z.get(gate(row, e, zView, time, space)));
            }
            step[i] = inside * KernelMath.softplus(raw);
            input[i] = inside * u.get(ScanSizes.low(offsets) + at);
            gamma[i] = inside * g;
            stepSum += step[i];
            qb[i] = 0f;
            qap[i] = 0f;
            out[i] = skip * input[i];
        }
        int mine = segment * 32 + lane;
        for (int n = 0; n < count; n++) {
            float a = parameters.get(base + n * channels);
            for (int i = 0; i < 8; i++) {
                int row = row(sequence, from + i, time, space);
                b[i] = bc.get(row * 2 * count + n);
                c[i] = bc.get((row * 2 + 1) * count + n);
                decay[i] = TornadoMath.exp(step[i] * a);
            }
            shared[DECAY + mine] = TornadoMath.exp(stepSum * a);
            shared[STATE + mine] = stateFromZero(step, input, decay, b);
            shared[ADJOINT + mine] = adjointFromZero(gamma, decay, c);
            context.localBarrier();
            int kept = (border * count + n) * channels + e;
            float h = 0f;
            float carried = 0f;
            if (chunks > 1) {
                h = isChannel * states.get(kept);
                carried = isChannel * work.get(kept);
            }
            for (int s = 0; s < segment; s++) {
                int other = s * 32 + lane;
                h = shared[DECAY + other] * h + shared[STATE + other];
            }
            for (int s = segments - 1; s > segment; s--) {
                int other = s * 32 + lane;
                carried = shared[DECAY + other] * carried + shared[ADJOINT + other];
            }
            for (int i = 0; i < 8; i++) {
                before[i] = h;
                h = decay[i] * h + step[i] * input[i] * b[i];
            }
            float dA = 0f;
            for (int back = 0; back < 8; back++) {
                int i = 7 - back;
                float q = gamma[i] * c[i] + carried;
                float p = decay[i] * before[i];
                float state = p + step[i] * input[i] * b[i];
                qb[i] += q * b[i];
                qap[i] += q * a * p;
                out[i] += state * c[i];
                dA += q * step[i] * p;
                shared[DB + (segment * 8 + i) * 33 + lane] = q * step[i] * input[i];
                shared[DC + (segment * 8 + i) * 33 + lane] = gamma[i] * state;
                carried = decay[i] * q;
            }
            shared[DA + mine] = dA;
            context.localBarrier();
            // two threads per token: one sums dB over the channels, the other dC
            int isC = mine / (segments * 8);
            int token = mine - isC * segments * 8;
            if (isC < 2 && chunkStart + token < end) {
                float sum = 0f;
                for (int l = 0; l < 32; l++) {
                    sum += shared[DB + isC * (DC - DB) + token * 33 + l];
                }
                int rows = ScanSizes.sequences(space) * ScanSizes.tokens(time);
                int line = (block * 2 + isC) * count + n;
                int row = row(sequence, chunkStart + token, time, space);
                work.set(ScanWork.bc(time, space) + line * rows + row, sum);
            }
            if (segment == segments - 1 && isChannel == 1) {
                float sum = 0f;
                for (int s = 0; s < segments; s++) {
                    sum += shared[DA + s * 32 + lane];
                }
                int line = border * (count + 2) + n;
                work.set(ScanWork.parameters(time, space) + line * channels + e, sum);
            }
        }
        float dSkip = 0f;
        float dBias = 0f;
        for (int i = 0; i < 8; i++) {
            int row = row(sequence, from + i, time, space);
            int at = row * channels + e;
            float raw = delta.get(ScanSizes.high(offsets) + at) + bias;
            float dRaw = (input[i] * qb[i] + qap[i]) * KernelMath.sigmoid(raw);
            dSkip += gamma[i] * input[i];
            if (from + i < end && isChannel == 1) {
                dBias += dRaw;
                int uAt = ScanSizes.low(offsets) + at;
                int deltaAt = ScanSizes.high(offsets) + at;
                addTo(du, uAt, skip * gamma[i] + step[i] * qb[i], ScanSizes.flags(time) & ADD_U);
                addTo(dDelta, deltaAt, dRaw, ScanSizes.flags(time) & ADD_DELTA);
                if ((ScanSizes.flags(time) & GATED) != 0) {
                    float gate = z.get(gate(row, e, zView, time, space));
                    float dz = dy.get(at) * out[i] * KernelMath.siluDerivative(gate);
                    work.set(ScanWork.dz(time, space) + at, dz);
                }
            }
        }
        shared[SKIP + mine] = dSkip;
        shared[BIAS + mine] = dBias;
        context.localBarrier();
        if (segment == 0 && isChannel == 1) {
            float skips = 0f;
            float biases = 0f;
            for (int s = 0; s < segments; s++) {
                skips += shared[SKIP + s * 32 + lane];
                biases += shared[BIAS + s * 32 + lane];
            }
            int line = border * (count + 2) + count;
            int at = ScanWork.parameters(time, space) + line * channels + e;
            work.set(at, skips);
            work.set(at + channels, biases);
        }
    }

    /** The state at the end of a segment that starts from zero. */
    private static float stateFromZero(float[] step, float[] input, float[] decay, float[] b) {
        float h = 0f;
        for (int i = 0; i < 8; i++) {
            h = decay[i] * h + step[i] * input[i] * b[i];
        }
        return h;
    }

    /** The adjoint that a segment hands to the one before when it gets zero. */
    private static float adjointFromZero(float[] gamma, float[] decay, float[] c) {
        float carried = 0f;
        for (int i = 0; i < 8; i++) {
            carried = decay[7 - i] * (gamma[7 - i] * c[7 - i] + carried);
        }
        return carried;
    }

    /** Writes or adds a value. */
    private static void addTo(FloatArray target, int at, float value, int add) {
        float before = add != 0 ? target.get(at) : 0f;
        target.set(at, before + value);
    }
}
