package dev.tornadovim.kernels.op.drop;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Random bits as a function of a key and a counter. The mixing step is Wellons' lowbias32 ("Hash
 * Prospector", 2018: the 32-bit xorshift-multiply with the least bias that a search found); two
 * rounds, one for each half of the key.
 *
 * <p>Java, the loops of the CPU engine and a kernel on a device draw the same bits. A kernel's
 * travel in a long and are never negative, because TornadoVM compiles the logical shift of a negative
 * integer wrongly for OpenCL.
 */
final class CounterRandom {

    private static final long BITS = 0xFFFFFFFFL;
    private static final long START = 0x3C6EF372L;
    private static final long SPREAD = 0x2545F491L;

    /** One, as the upper 24 bits of a draw see it. */
    private static final int ONE = 1 << 24;

    private CounterRandom() {}

    /**
     * 24 random bits.
     *
     * @param key0 first half of the key, from 0 to 2^24 - 1
     * @param key1 second half
     * @param counter the element's index
     */
    static int bits(int key0, int key1, int counter) {
        long first = mix((counter + START + key0 * SPREAD) & BITS);
        return (int) (mix((first + key1 * SPREAD) & BITS) >> 8);
    }

    /** Wellons' lowbias32, a bijection of 32 bits. */
    private static long mix(long seed) {
        long x = seed;
        x ^= x >> 16;
        x = x * 0x7FEB352DL & BITS;
        x ^= x >> 15;
        // The multiplier 0x846CA68B in two parts: the upper one reaches the last bit only.
        x = x * 0x046CA68BL + (x & 1) * 0x80000000L & BITS;
        x ^= x >> 16;
        return x;
    }

    /** The bits of a vector of counters, in ordinary 32-bit arithmetic. */
    static IntVector bits(int key0, int key1, IntVector counters) {
        IntVector first = lowbias32(counters.add((int) START + key0 * (int) SPREAD));
        return lowbias32(first.add(key1 * (int) SPREAD)).lanewise(VectorOperators.LSHR, 8);
    }

    private static IntVector lowbias32(IntVector seed) {
        IntVector x = seed;
        x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 16)).mul(0x7FEB352D);
        x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 15)).mul(0x846CA68B);
        return x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 16));
    }

    /**
     * The bound below which {@link #bits} must fall for an element to be kept: an integer comparison,
     * so that no rounding differs between devices.
     */
    static int keepBelow(float rate) {
        return (int) Math.round((1.0 - rate) * ONE);
    }
}
