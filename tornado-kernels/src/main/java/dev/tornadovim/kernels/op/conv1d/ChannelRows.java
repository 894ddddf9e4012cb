package dev.tornadovim.kernels.op.conv1d;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.tornadovim.kernels.engine.cpu.Simd;
import dev.tornadovim.kernels.engine.cpu.VectorMath;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.lang.foreign.MemorySegment;

/**
 * Operations on rows of n channels, in tensors and in arrays. Each is one loop of whole vectors and a
 * masked tail: masks cost half of the speed, and vectors that cross a call would be allocated.
 */
final class ChannelRows {

    private ChannelRows() {}

    static void load(MemorySegment from, long index, float[] to, int at, int n) {
        MemorySegment.copy(from, JAVA_FLOAT, index * Float.BYTES, to, at, n);
    }

    static void store(float[] from, int at, MemorySegment to, long index, int n) {
        MemorySegment.copy(from, at, to, JAVA_FLOAT, index * Float.BYTES, n);
    }

    /** sum += a b. */
    static void multiplyAdd(
            MemorySegment a,
            long aIndex,
            MemorySegment b,
            long bIndex,
            float[] sum,
            int at,
            int n) {
        int i = 0;
        for (; i < Simd.bound(n); i += Simd.LANES) {
            FloatVector before = FloatVector.fromArray(Simd.SPECIES, sum, at + i);
            Simd.load(a, aIndex + i).fma(Simd.load(b, bIndex + i), before).intoArray(sum, at + i);
        }
        if (i < n) {
            VectorMask<Float> mask = Simd.tail(i, n);
            FloatVector before = FloatVector.fromArray(Simd.SPECIES, sum, at + i, mask);
            Simd.load(a, aIndex + i, mask)
                    .fma(Simd.load(b, bIndex + i, mask), before)
                    .intoArray(sum, at + i, mask);
        }
    }

    /** sum += a b. */
    static void multiplyAdd(
            float[] a, int aIndex, MemorySegment b, long bIndex, float[] sum, int at, int n) {
        int i = 0;
        for (; i < Simd.bound(n); i += Simd.LANES) {
            FloatVector before = FloatVector.fromArray(Simd.SPECIES, sum, at + i);
            FloatVector.fromArray(Simd.SPECIES, a, aIndex + i)
                    .fma(Simd.load(b, bIndex + i), before)
                    .intoArray(sum, at + i);
        }
        if (i < n) {
            VectorMask<Float> mask = Simd.tail(i, n);
            FloatVector before = FloatVector.fromArray(Simd.SPECIES, sum, at + i, mask);
            FloatVector.fromArray(Simd.SPECIES, a, aIndex + i, mask)
                    .fma(Simd.load(b, bIndex + i, mask), before)
                    .intoArray(sum, at + i, mask);
        }
    }

    /** sum += a. */
    static void add(float[] a, int aIndex, float[] sum, int at, int n) {
        for (int i = 0; i < n; i++) {
            sum[at + i] += a[aIndex + i];
        }
    }

    /** sum += a. */
    static void add(MemorySegment a, long aIndex, float[] sum, int n) {
        int i = 0;
        for (; i < Simd.bound(n); i += Simd.LANES) {
            FloatVector.fromArray(Simd.SPECIES, sum, i)
                    .add(Simd.load(a, aIndex + i))
                    .intoArray(sum, i);
        }
        for (; i < n; i++) {
            sum[i] += Simd.get(a, aIndex + i);
        }
    }

    /** to = silu(pre). */
    static void silu(float[] pre, MemorySegment to, long index, int n) {
        int i = 0;
        for (; i < Simd.bound(n); i += Simd.LANES) {
            FloatVector x = FloatVector.fromArray(Simd.SPECIES, pre, i);
            Simd.store(VectorMath.silu(x), to, index + i);
        }
        if (i < n) {
            VectorMask<Float> mask = Simd.tail(i, n);
            FloatVector x = FloatVector.fromArray(Simd.SPECIES, pre, i, mask);
            Simd.store(VectorMath.silu(x), to, index + i, mask);
        }
    }

    /** to = g silu'(pre). */
    static void siluBackward(float[] pre, MemorySegment g, long index, float[] to, int at, int n) {
        int i = 0;
        for (; i < Simd.bound(n); i += Simd.LANES) {
            FloatVector x = FloatVector.fromArray(Simd.SPECIES, pre, i);
            Simd.load(g, index + i)
                    .mul(VectorMath.siluDerivative(x, VectorMath.sigmoid(x)))
                    .intoArray(to, at + i);
        }
        if (i < n) {
            VectorMask<Float> mask = Simd.tail(i, n);
            FloatVector x = FloatVector.fromArray(Simd.SPECIES, pre, i, mask);
            Simd.load(g, index + i, mask)
                    .mul(VectorMath.siluDerivative(x, VectorMath.sigmoid(x)))
                    .intoArray(to, at + i, mask);
        }
    }
}
