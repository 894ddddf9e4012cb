package dev.tornadovim.kernels.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * The vector shape of this machine and access to tensors through it. One source serves AVX-512, AVX2
 * and 128-bit machines: code asks for {@link #LANES} and never assumes a number.
 */
public final class Simd {

    /** The widest shape of the machine; C2 wants it in a constant. */
    public static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    /** Floats in a vector. */
    public static final int LANES = SPECIES.length();

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    // One constant each, which C2 turns into an instruction; an array of them it would not.
    private static final VectorShuffle<Float> BY_32 = rotation(32);
    private static final VectorShuffle<Float> BY_16 = rotation(16);
    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private Simd() {}

    private static VectorShuffle<Float> rotation(int lanes) {
        return VectorShuffle.fromOp(SPECIES, lane -> (lane + lanes) % LANES);
    }

    /** Width of a vector in bits. */
    public static int bits() {
        return SPECIES.vectorBitSize();
    }

    /** The largest multiple of {@link #LANES} up to {@code n}. */
    public static int bound(int n) {
        return SPECIES.loopBound(n);
    }

    /** Loads {@link #LANES} floats from element {@code index}. */
    public static FloatVector load(MemorySegment segment, long index) {
        return FloatVector.fromMemorySegment(SPECIES, segment, index << 2, ORDER);
    }

    /** Loads the lanes of {@code mask}; the others are zero and their memory is not touched. */
    public static FloatVector load(MemorySegment segment, long index, VectorMask<Float> mask) {
        return FloatVector.fromMemorySegment(SPECIES, segment, index << 2, ORDER, mask);
    }

    /** Stores a vector from element {@code index} on. */
    public static void store(FloatVector vector, MemorySegment segment, long index) {
        vector.intoMemorySegment(segment, index << 2, ORDER);
    }

    /** Stores the lanes of {@code mask}. */
    public static void store(
            FloatVector vector, MemorySegment segment, long index, VectorMask<Float> mask) {
        vector.intoMemorySegment(segment, index << 2, ORDER, mask);
    }

    /** The lanes below {@code n - index}: the tail of a loop. */
    public static VectorMask<Float> tail(int index, int n) {
        return SPECIES.indexInRange(index, n);
    }

    /**
     * The sum of all lanes: halves are added, then halves of that, down to one lane. {@code
     * reduceLanes} leaves the order open and gives other bits once C2 has compiled it, so a run would
     * not repeat itself.
     */
    public static float sum(FloatVector vector) {
        FloatVector sum = vector;
        if (LANES > 32) {
            sum = sum.add(sum.rearrange(BY_32));
        }
        if (LANES > 16) {
            sum = sum.add(sum.rearrange(BY_16));
        }
        if (LANES > 8) {
            sum = sum.add(sum.rearrange(BY_8));
        }
        if (LANES > 4) {
            sum = sum.add(sum.rearrange(BY_4));
        }
        if (LANES > 2) {
            sum = sum.add(sum.rearrange(BY_2));
        }
        return sum.add(sum.rearrange(BY_1)).lane(0);
    }

    /** Element {@code index}. */
    public static float get(MemorySegment segment, long index) {
        return segment.getAtIndex(JAVA_FLOAT, index);
    }

    /** Sets element {@code index}. */
    public static void set(MemorySegment segment, long index, float value) {
        segment.setAtIndex(JAVA_FLOAT, index, value);
    }
}
