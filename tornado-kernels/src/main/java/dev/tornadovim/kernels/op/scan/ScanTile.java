package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.engine.cpu.Simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/**
 * Where the values of one chunk of tokens and one block of channels lie in a thread's work array.
 * Rows of a token are {@value #CHANNELS} channels long; everything is copied in and out, so that the
 * kernels see whole vectors only.
 */
final class ScanTile {

    /** Channels of a block. */
    static final int CHANNELS = 32;

    /** States of a channel. */
    final int states;

    /** Rows of lane sums of a token: the gradients of B, then of C, padded to whole vectors. */
    final int sums;

    final int size;

    /** [tokens, CHANNELS]: raw delta + bias, delta, u, delta u, z, and y before the gate. */
    final int raw;

    final int delta;
    final int u;
    final int drive;
    final int z;
    final int y;

    /** [states, CHANNELS]: A log2(e) and the running state. D and bias follow A. */
    final int a;

    final int skip;
    final int bias;
    final int state;

    /** [tokens, states]. */
    final int b;

    final int c;

    /** [tokens, CHANNELS]: gradient of y, of y before the gate, sums of q B and of q a p. */
    final int dy;

    final int gamma;
    final int qb;
    final int qap;

    /** [states, CHANNELS]: adjoint carried to the token before, gradients of A, then of D and bias. */
    final int adjoint;

    final int dA;
    final int dSkip;
    final int dBias;

    /** [tokens, 2, lanes]: one state before each token, and its decay. */
    final int history;

    /** [tokens, sums, lanes]: gradients of B and C before the sum over lanes. */
    final int lanes;

    /** The layout for chunks of {@code tokens}; with room for gradients where those are wanted. */
    ScanTile(int tokens, int states, boolean backward) {
        int row = tokens * CHANNELS;
        this.states = states;
        sums = (2 * states + Simd.LANES - 1) / Simd.LANES * Simd.LANES;
        raw = 0;
        delta = raw + row;
        u = delta + row;
        drive = u + row;
        z = drive + row;
        y = z + row;
        a = y + row;
        skip = a + states * CHANNELS;
        bias = skip + CHANNELS;
        state = bias + CHANNELS;
        b = state + states * CHANNELS;
        c = b + tokens * states;
        dy = c + tokens * states;
        gamma = dy + row;
        qb = gamma + row;
        qap = qb + row;
        adjoint = qap + row;
        dA = adjoint + states * CHANNELS;
        dSkip = dA + states * CHANNELS;
        dBias = dSkip + CHANNELS;
        history = dBias + CHANNELS;
        lanes = history + tokens * 2 * Simd.LANES;
        size = backward ? lanes + tokens * sums * Simd.LANES : dy;
    }

    /**
     * Copies rows of n channels in, {@code stride} floats apart, with zeros up to a whole vector. One
     * loop for all rows: the misses of many rows are then under way at the same time.
     */
    static void loadRows(
            MemorySegment from, long index, long stride, float[] to, int at, int rows, int n) {
        if (n == CHANNELS) {
            for (int k = 0; k < rows; k++) {
                for (int i = 0; i < CHANNELS; i += Simd.LANES) {
                    Simd.load(from, index + k * stride + i).intoArray(to, at + k * CHANNELS + i);
                }
            }
        } else {
            for (int k = 0; k < rows; k++) {
                load(from, index + k * stride, to, at + k * CHANNELS, n);
            }
        }
    }

    /** Copies rows of n channels out, {@code stride} floats apart, or adds them. */
    static void storeRows(
            float[] from,
            int at,
            MemorySegment to,
            long index,
            long stride,
            int rows,
            int n,
            boolean add) {
        if (n == CHANNELS && !add) {
            for (int k = 0; k < rows; k++) {
                for (int i = 0; i < CHANNELS; i += Simd.LANES) {
                    FloatVector value =
                            FloatVector.fromArray(Simd.SPECIES, from, at + k * CHANNELS + i);
                    Simd.store(value, to, index + k * stride + i);
                }
            }
        } else {
            for (int k = 0; k < rows; k++) {
                store(from, at + k * CHANNELS, to, index + k * stride, n, add);
            }
        }
    }

    /** Copies n floats in, and zeros up to a whole vector. */
    static void load(MemorySegment from, long index, float[] to, int at, int n) {
        int i = 0;
        for (; i <= n - Simd.LANES; i += Simd.LANES) {
            Simd.load(from, index + i).intoArray(to, at + i);
        }
        if (i < n) {
            Simd.load(from, index + i, Simd.tail(i, n)).intoArray(to, at + i);
        }
    }

    /** Copies n floats in, and nothing beside them. */
    static void loadExactly(MemorySegment from, long index, float[] to, int at, int n) {
        int i = 0;
        for (; i <= n - Simd.LANES; i += Simd.LANES) {
            Simd.load(from, index + i).intoArray(to, at + i);
        }
        for (; i < n; i++) {
            to[at + i] = Simd.get(from, index + i);
        }
    }

    /** Copies n floats out, or adds them. */
    static void store(float[] from, int at, MemorySegment to, long index, int n, boolean add) {
        int i = 0;
        for (; i <= n - Simd.LANES; i += Simd.LANES) {
            FloatVector value = FloatVector.fromArray(Simd.SPECIES, from, at + i);
            Simd.store(add ? value.add(Simd.load(to, index + i)) : value, to, index + i);
        }
        if (i < n) {
            VectorMask<Float> mask = Simd.tail(i, n);
            FloatVector value = FloatVector.fromArray(Simd.SPECIES, from, at + i, mask);
            Simd.store(
                    add ? value.add(Simd.load(to, index + i, mask)) : value, to, index + i, mask);
        }
    }
}
