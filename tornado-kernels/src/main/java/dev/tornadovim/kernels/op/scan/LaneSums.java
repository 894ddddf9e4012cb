package dev.tornadovim.kernels.op.scan;

import dev.tornadovim.kernels.engine.cpu.Simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Sums over the lanes of many vectors at once. Neighboring lanes are added and two vectors of
 * such sums become one, which halves the number of vectors and doubles the rows that one holds. Unlike
 * {@code reduceLanes}, whose order of additions is left open, the result is the same on every run.
 */
final class LaneSums {

    private static final VectorShuffle<Float> EVEN = unzip(0);
    private static final VectorShuffle<Float> ODD = unzip(1);
    private static final VectorMask<Float> UPPER =
            VectorMask.fromLong(Simd.SPECIES, -1L << (Simd.LANES / 2));

    private LaneSums() {}

    /** Lanes 0, 2, 4 … (or 1, 3, 5 …), twice. */
    private static VectorShuffle<Float> unzip(int first) {
        return VectorShuffle.fromOp(Simd.SPECIES, i -> (2 * i + first) % Simd.LANES);
    }

    /**
     * Replaces {@code rows} vectors from {@code at} on by their sums: element {@code at + i} becomes
     * the sum of the lanes of vector i. {@code rows} is a multiple of the number of lanes.
     */
    static void fold(float[] w, int at, int rows) {
        for (int count = rows; count > rows / Simd.LANES; count /= 2) {
            for (int i = 0; i < count / 2; i++) {
                int pair = at + 2 * i * Simd.LANES;
                FloatVector x = FloatVector.fromArray(Simd.SPECIES, w, pair);
                FloatVector y = FloatVector.fromArray(Simd.SPECIES, w, pair + Simd.LANES);
                FloatVector sum = pairs(x).blend(pairs(y), UPPER);
                sum.intoArray(w, at + i * Simd.LANES);
            }
        }
    }

    /** Sums of neighboring lanes, in the lower half and again in the upper. */
    private static FloatVector pairs(FloatVector x) {
        return x.rearrange(EVEN).add(x.rearrange(ODD));
    }
}
